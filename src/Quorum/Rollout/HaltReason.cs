using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>Why a roll waits or ends, other than by a rule.</summary>
public sealed class HaltReason : Reason
{
    private readonly Text _explain;
    private readonly Text _wayOut;

    private HaltReason(string name, Text explain, Text wayOut) : base(name) => (_explain, _wayOut) = (explain, wayOut);

    private delegate string Text(in Finding finding, Observation o, Goal goal, Policy policy);

    public static readonly HaltReason EcsUnreadable = new("ecs-unreadable",
        (in f, o, goal, policy) => $"ECS cannot be read: {f.Text}",
        (in f, o, goal, policy) => "check the credentials' rights (ecs:Describe*, ecs:List*) and the network; run again");

    public static readonly HaltReason ClusterUnreadable = new("elasticsearch-unreadable",
        (in f, o, goal, policy) => $"Elasticsearch cannot be read: {f.Text ?? "no node answers"}",
        (in f, o, goal, policy) => "check how this machine reaches the cluster (Access = direct | ssm) and ./build.sh Status; run again: the roll goes on where it stands");

    public static readonly HaltReason OtherRevision = new("other-revision",
        (in f, o, goal, policy) => $"somebody else set {Words.Slot(goal, f.Slot)} to {Family(o.Ecs.Slots[f.Slot].TaskDefinition)}, this roll wants {Family(goal.Slots[f.Slot].Target)}",
        (in f, o, goal, policy) => "find out who deployed; run again to start a roll from the present state");

    public static readonly HaltReason WrongDigest = new("wrong-digest",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} runs {o.Ecs.Slots[f.Slot].Task?.Digest} though its revision names {goal.Slots[f.Slot].Digest}",
        (in f, o, goal, policy) => "the instance took an image from elsewhere: compare DescribeImages with the instance's docker images, then run again");

    public static readonly HaltReason StopStuck = new("stop-stuck",
        (in f, o, goal, policy) => $"the task of {Words.Slot(goal, f.Slot)} is not STOPPED {Words.Span(policy.StopTimeout + policy.StopGrace)} after it was told to",
        (in f, o, goal, policy) => $"look at the ECS agent of the slot's instance; when the container is gone, run again: {Words.Slot(goal, f.Slot)} is started first");

    public static readonly HaltReason SlotNotUp = new("slot-not-up",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} is not in the cluster{Failure(o, f.Slot)}; this roll did not touch it",
        (in f, o, goal, policy) => $"./build.sh Status shows its task and log; bring {Words.Slot(goal, f.Slot)} back and run again");

    /// <summary>On the way back: a slot that this roll did not touch is too old for what the others run by now, and only the way forward makes it newer.</summary>
    public static readonly HaltReason OldAmongNew = new("old-among-new",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} would join with Elasticsearch {o.Ecs.Slots[f.Slot].Version}, but every node of the cluster runs a newer version and refuses it: the way back cannot end",
        (in f, o, goal, policy) => $"./build.sh Deploy again: it goes forward from here and takes {Words.Slot(goal, f.Slot)} up first");

    public static readonly HaltReason InstanceLost = new("instance-lost",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} cannot start: no ACTIVE container instance carries its attribute",
        (in f, o, goal, policy) => "its Auto Scaling group replaces the instance and the volume is attached again; run again when it is registered");

    public static readonly HaltReason InstancesUnreadable = new("instances-unreadable",
        (in f, o, goal, policy) => $"the slots' instances cannot be read: {f.Text}",
        (in f, o, goal, policy) => "check the credentials' rights (ec2:DescribeInstances) and the network; run again");

    public static readonly HaltReason NotDeployed = new("not-deployed",
        (in f, o, goal, policy) => f.Slot < 0 ? "the cluster has not formed yet: there is nothing to replace instances under" : $"{Words.Slot(goal, f.Slot)} has no service",
        (in f, o, goal, policy) => "./build.sh Deploy; it starts on instances of the present launch template");

    /// <summary>Only a person knows why none comes: quota, capacity of the zone, the AMI, user data.</summary>
    public static readonly HaltReason InstanceLate = new("instance-late",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} has no instance of {goal.Slots[f.Slot].Launch} yet{(o.Record.ReplacedOf(f.Slot) is { } ended ? $" in the place of {ended}" : "")}: {InstanceNow(o, f.Slot)} (limit {Words.Span(policy.InstanceBudget)})",
        (in f, o, goal, policy) => $"the activity of its Auto Scaling group and the instance's console output say why; {Words.Slot(goal, f.Slot)} starts by itself when one is registered, then run again. {FormerAmi}");

    public static readonly HaltReason InstanceCameBehind = new("instance-came-behind",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} got {o.Instances?.BehindOf(f.Slot, goal)?.Id} of {o.Instances?.BehindOf(f.Slot, goal)?.From} in the place of {o.Record.ReplacedOf(f.Slot)}, and {goal.Slots[f.Slot].Launch} is wanted: its Auto Scaling group does not use it",
        (in f, o, goal, policy) => "./build.sh ProvisionInfra brings the group to its launch template's version; then ./build.sh RefreshInstances");

    /// <summary>No revision changed: there is nothing for a way back to put right.</summary>
    public static readonly HaltReason NewInstanceFailed = new("new-instance-failed",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} did not come back on its new instance {o.Ecs.Slots[f.Slot].ReadyInstance}{Failure(o, f.Slot)}",
        (in f, o, goal, policy) => $"./build.sh Logs says what its node does; run again once it is put right. {FormerAmi}");

    public static readonly HaltReason NotFormed = new("not-formed",
        (in f, o, goal, policy) => $"the first deployment did not form a cluster{(f.Slot >= 0 ? $": {Words.Slot(goal, f.Slot)} is not in it{Failure(o, f.Slot)}" : "")}{(f.Text is null ? "" : $" ({f.Text})")}",
        (in f, o, goal, policy) => "fix the cause (the slot's log says it) and run again: there is no data yet, all slots are started anew at once");

    public static readonly HaltReason SlotFailed = new("slot-failed",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} did not come back with {Family(goal.Slots[f.Slot].Target ?? goal.Slots[f.Slot].Abandoned)}{Failure(o, f.Slot)}",
        (in f, o, goal, policy) => "./build.sh Rollback, or fix the image or configuration and run again");

    public static readonly HaltReason NewSlotFailed = new("new-slot-failed",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} is new and did not come up{Failure(o, f.Slot)}; there is no earlier revision of it to go back to",
        (in f, o, goal, policy) => "fix the cause and run again, or take the slot out of the configuration");

    public static readonly HaltReason BackFailed = new("rollback-failed",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} did not come back with the earlier revision {Family(goal.Slots[f.Slot].Target)} either{Failure(o, f.Slot)}",
        (in f, o, goal, policy) => "the cause is not the new revision: look at the slot's instance, volume and log; then run again");

    /// <summary>Class B: the newer version has opened the data path.</summary>
    public static readonly HaltReason VersionCannotGoBack = new("version-cannot-go-back",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} did not come back with Elasticsearch {goal.Slots[f.Slot].Version}{Failure(o, f.Slot)}; its data path may have been opened by it, and {o.Record.PreviousOf(f.Slot)?.Version.ToString() ?? "the older version"} refuses such a path",
        ThreeWaysOut);

    public static readonly HaltReason NoHandOver = new("no-hand-over",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} is excluded from voting and still the elected master",
        (in f, o, goal, policy) => "see GET /_cluster/state/metadata?filter_path=metadata.cluster_coordination and the master's log; run again");

    public static readonly HaltReason ElectedAgain = new("elected-again",
        (in f, o, goal, policy) => $"{Words.Slot(goal, f.Slot)} handed over {f.A} times and was elected again each time before it could be stopped",
        (in f, o, goal, policy) => "elections follow one another: look at the other master-eligible nodes' logs and load; run again");

    public static readonly HaltReason VotersMissing = new("voters-missing",
        (in f, o, goal, policy) => $"the voting configuration has {f.A} of {f.B} slots",
        (in f, o, goal, policy) => "see GET /_cluster/state?filter_path=metadata.cluster_coordination; run again");

    public static readonly HaltReason NoProgress = new("no-progress",
        (in f, o, goal, policy) => $"nothing could be done for {Words.Span(policy.NoProgressBudget)} (waiting for {((WaitFor)f.A).ToString().ToLowerInvariant()}{(f.Slot >= 0 ? $" of {Words.Slot(goal, f.Slot)}" : "")})",
        (in f, o, goal, policy) => "./build.sh Status shows where it stands; run again to go on");

    public static readonly HaltReason RollBudget = new("roll-budget",
        (in f, o, goal, policy) => $"the roll took longer than {Words.Span(policy.RollBudget)}",
        (in f, o, goal, policy) => "run again to go on where it stands");

    public static readonly HaltReason TooManyActions = new("too-many-actions",
        (in f, o, goal, policy) => $"{f.A} actions did not reach the goal",
        (in f, o, goal, policy) => "this is a fault of the pipeline: keep artifacts/roll.json and report it");

    public static readonly HaltReason NoEffect = new("no-effect",
        (in f, o, goal, policy) => $"{f.Text} was done again and again for {Words.Span(policy.ShortBudget)} and nothing of it shows",
        (in f, o, goal, policy) => "look at the service's events and at Elasticsearch's log; run again to go on");

    public static readonly HaltReason Refused = new("call-refused",
        (in f, o, goal, policy) => f.Text ?? "a call was refused",
        (in f, o, goal, policy) => "correct the cause (rights, quota, parameter) and run again: the roll goes on where it stands");

    public static readonly HaltReason LockLost = new("lock-lost",
        (in f, o, goal, policy) => $"another deployer took the roll's lock: {f.Text}",
        (in f, o, goal, policy) => "let that one finish; run again afterwards");

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => _explain(finding, observation, goal, policy);

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => _wayOut(finding, observation, goal, policy);

    /// <summary>What an exit code of the Elasticsearch container means.</summary>
    public static string ExitCode(int code) => code switch
    {
        0 or 143 => $"exit code {code}: ended by itself",
        1 => "exit code 1: start error (node lock, downgrade, unknown setting: the log says which)",
        78 => "exit code 78: a bootstrap check failed (vm.max_map_count, ulimits, memory lock)",
        GracefulStopRule.Killed => "exit code 137: killed (out of memory, or the stop timeout was too short)",
        _ => $"exit code {code}",
    };

    // No revision brings an AMI back: the launch template does.
    private const string FormerAmi = "If the new AMI, instance type or user data is why: pin the former one in the profile (an AMI: amiId in InfraOptions), ./build.sh ProvisionInfra, then ./build.sh RefreshInstances";

    private static string InstanceNow(Observation o, int slot)
    {
        if (o.Instances is not { } seen || slot >= seen.Slots.Length || seen.Slots[slot].IsEmpty) return "none is starting or running";
        if (seen.OnlyOf(slot) is not { } only) return $"several run ({string.Join(", ", seen.Slots[slot].Select(each => each.Id))}), and one only may hold the volume";
        var ready = o.Ecs.Slots[slot].ReadyInstance;
        return ready is null || ready == only.Id ? $"{only.Id} runs and is not registered with ECS as ACTIVE with a connected agent" : $"{only.Id} runs, but ECS still has {ready} for the slot";
    }

    private static string ThreeWaysOut(in Finding f, Observation o, Goal goal, Policy policy)
    {
        var slot = Words.Slot(goal, f.Slot);
        var unsafeShard = OnlyThere(o, f.Slot);
        return string.Join(Environment.NewLine,
        [
            $"three ways out: (1) forward: fix the image or configuration of {goal.Slots[f.Slot].Version} and Deploy; {slot} is taken up first, no other slot is touched before it is back",
            unsafeShard is null
                ? $"(2) wipe and replicate anew: every shard has a started copy outside {slot}, so its volume may be emptied (quorum-data of {slot} only) and the earlier revision started; copies are rebuilt from the others"
                : $"(2) wipe and replicate anew is NOT safe now: {unsafeShard} has no started copy outside {slot}",
            "(3) restore the snapshot taken before the roll into a cluster of the earlier version (GET /_snapshot/_all/_all?order=desc lists them)",
        ]);
    }

    private static string? OnlyThere(Observation o, int slot)
    {
        if (o.Cluster.Unread is not null) return "the cluster cannot be read, so that no shard is known which";
        foreach (var shard in o.Cluster.Shards)
        {
            if ((shard.Started - SlotSet.Of(slot)).IsEmpty && shard.StartedElsewhere == 0) return $"shard {shard}";
        }
        return null;
    }

    private static string Failure(Observation o, int slot)
    {
        if (slot < 0 || slot >= o.Ecs.Slots.Length) return "";
        var service = o.Ecs.Slots[slot];
        // The end of an earlier deployment's task, a lost instance of last week maybe, is not why this one failed.
        if (service.LastFailure is not { } failure || failure.StoppedAt < service.DeploymentStarted)
        {
            return service.Task switch
            {
                { Phase: TaskPhase.Running } => " (its task runs, but its node did not join the cluster in time: ./build.sh Logs says what it does)",
                { Phase: TaskPhase.Starting } => " (its task did not get beyond starting in time)",
                _ => "",
            };
        }
        var code = failure.ExitCode is { } exit ? ExitCode(exit) : "its container never ran";
        return $" ({code}{(failure.Reason.Length > 0 ? $"; {failure.Reason}" : "")})";
    }

    /// <summary><c>family:revision</c> of a task definition ARN.</summary>
    internal static string Family(string? arn) => arn is null ? "(nothing)" : arn[(arn.LastIndexOf('/') + 1)..];
}
