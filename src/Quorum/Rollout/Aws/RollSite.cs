using Amazon.ECS.Model;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Secrets;
using Quorum.Settings;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Rollout.Aws;

/// <summary>The roll's surroundings on AWS: who is where, which revision each slot shall have.</summary>
internal sealed class RollSite(AwsClients aws, QuorumSettings settings, InfraOutputs infra, IClock clock)
{
    /// <summary>Instances move only when one is replaced; a lookup older than this is made again.</summary>
    private static readonly TimeSpan AddressLife = TimeSpan.FromSeconds(30);

    private readonly TaskDefinitions _definitions = new(aws.Ecs);
    private Dictionary<string, string> _addresses = [];
    private DateTimeOffset _addressesAt = DateTimeOffset.MinValue;
    private bool? _tls;

    public EcsAdapter Ecs { get; } = new(aws.Ecs, settings.EcsClusterName, clock);

    public Ec2Instances Instances { get; } = new(aws.Ec2, infra.ClusterName, clock);

    public SsmRollStore Store { get; } = new(aws.Ssm, infra.ParameterPath);

    /// <summary>Who this run is, for the next deployer who asks.</summary>
    public static LockOwner Owner()
    {
        var run = Environment.GetEnvironmentVariable("GITHUB_RUN_ID");
        var who = run is { Length: > 0 } ? $"GitHub run {run}" : Environment.UserName;
        return new LockOwner($"{who} on {Environment.MachineName} (process {Environment.ProcessId})", Guid.NewGuid().ToString("n"));
    }

    public ElasticsearchAdapter Elasticsearch(Func<IReadOnlyList<Uri>, ElasticsearchClient> connect) => new(NodesAsync, connect, clock);

    /// <param name="register">False: nothing is written; a slot that needs a new revision gets a target that names none.</param>
    public async Task<Goal> GoalAsync(PushedImage image, bool register, CancellationToken cancellation)
    {
        try
        {
            if (register) await Store.EnsureBootstrappedExistsAsync(cancellation).ConfigureAwait(false);
            var tls = await Store.ReadTlsAsync(cancellation).ConfigureAwait(false);
            _tls = tls is not null;
            var spec = new TaskDefinitionSpec(settings, infra, image, new TaskSecrets(infra, tls));
            var current = await CurrentAsync(cancellation).ConfigureAwait(false);
            var addresses = settings.Cloud == CloudKind.Local ? await AddressesAsync(cancellation).ConfigureAwait(false) : [];
            var slots = new List<RollSlot>();
            foreach (var slot in infra.Slots)
            {
                var wanted = spec.For(slot, slot.Address ?? addresses.GetValueOrDefault(slot.Name));
                var arn = await _definitions.FindAsync(wanted, current.GetValueOrDefault(slot.Name), cancellation).ConfigureAwait(false)
                    ?? (register ? await _definitions.RegisterAsync(wanted, cancellation).ConfigureAwait(false) : $"{wanted.Family}:(new revision)");
                slots.Add(new RollSlot(slot.Name, slot.Zone, Roles.Parse(slot.Roles), arn, image.Digest, ElasticsearchVersion.Parse(settings.ElasticsearchVersion)));
            }
            return new Goal(infra.ClusterName, slots);
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"The task definitions could not be made: {e.Message}", AwsFailures.WayOut(e, "ecs:*TaskDefinition, ssm:*Parameter, iam:PassRole"), e);
        }
    }

    /// <summary>Every slot left as it is: what an observation without a change in mind is made against.</summary>
    public Goal Present { get; } = new(infra.ClusterName, infra.Slots.Select(slot => new RollSlot(slot.Name, slot.Zone, Roles.Parse(slot.Roles), null, "", ElasticsearchVersion.Unknown)));

    /// <summary>What every slot ran before the last roll.</summary>
    public async Task<Goal> EarlierGoalAsync(CancellationToken cancellation)
    {
        try
        {
            var present = Present;
            var record = await Store.ReadRecordAsync(present, cancellation).ConfigureAwait(false);
            if (record is null || record.TouchedSlots.IsEmpty) throw new StageException("There is no roll to take back", "./build.sh Plan shows what runs and what would change");
            await RequireCertificatesAsync(record.Previous.Select(previous => previous?.TaskDefinition).OfType<string>().Distinct(), cancellation).ConfigureAwait(false);
            var versions = (await Ecs.ReadAsync(present, cancellation).ConfigureAwait(false)).Slots;
            var slots = present.Slots.Select((slot, index) =>
            {
                if (!record.TouchedSlots.Contains(index) || record.PreviousOf(index) is not { } previous) return slot with { Version = versions[index].Version };
                if (!previous.Version.IsKnown || previous.Version != versions[index].Version)
                {
                    throw new StageException(
                        $"{slot.Name} ran Elasticsearch {previous.Version} before and runs {versions[index].Version} now: its data path cannot be given back to the older one",
                        "deploy a fixed newer version, or restore the snapshot taken before the upgrade into a cluster of the older version");
                }
                return slot with { Target = previous.TaskDefinition, Version = previous.Version };
            });
            return new Goal(infra.ClusterName, slots);
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"The last roll could not be read: {e.Message}", "check the rights (ssm:GetParameter, ecs:Describe*) and run again", e);
        }
    }

    /// <summary>Every slot with the revision that it has, on an instance of its launch template's newest version.</summary>
    public async Task<Goal> RefreshGoalAsync(CancellationToken cancellation)
    {
        try
        {
            var present = Present;
            var ecs = await Ecs.ReadAsync(present, cancellation).ConfigureAwait(false);
            if (await Store.ReadBootstrappedAsync(cancellation).ConfigureAwait(false) is null || ecs.Slots.FirstOrDefault(slot => slot.Exists) is null)
                throw new StageException($"{infra.ClusterName} is not deployed: there is no slot whose instance could be replaced", "./build.sh Deploy; it starts on instances of the present launch template");
            var templates = await Instances.TemplatesAsync(cancellation).ConfigureAwait(false);
            var without = present.Slots.Where(slot => !templates.ContainsKey(slot.Name)).Select(slot => slot.Name).ToList();
            if (without.Count > 0) throw new StageException($"No launch template is tagged {Ec2Instances.SlotTag} = {string.Join(", ", without)}", "./build.sh ProvisionInfra");
            return new Goal(infra.ClusterName, present.Slots.Select((slot, index) => slot with { Launch = templates[slot.Name], Version = ecs.Slots[index].Version }));
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"The slots' instances could not be read: {e.Message}", AwsFailures.WayOut(e, "ec2:DescribeInstances, ec2:DescribeLaunchTemplates, ecs:Describe*, ssm:GetParameter"), e);
        }
    }

    /// <summary>Slots whose instance is behind its launch template; a deployment only tells of them, so that not knowing is none.</summary>
    public async Task<IReadOnlyList<string>> BehindAsync(CancellationToken cancellation)
    {
        try
        {
            var templates = await Instances.TemplatesAsync(cancellation).ConfigureAwait(false);
            var goal = new Goal(infra.ClusterName, Present.Slots.Select(slot => slot with { Launch = templates.GetValueOrDefault(slot.Name) }));
            var behind = (await Instances.ReadAsync(goal, cancellation).ConfigureAwait(false)).Behind(goal);
            return behind.IsEmpty ? [] : goal.Names(behind).Split(", ");
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            return [];
        }
    }

    // A rotation deletes the certificates before it: a revision that names them could never start again.
    private async Task RequireCertificatesAsync(IEnumerable<string> revisions, CancellationToken cancellation)
    {
        if (await Store.ReadTlsAsync(cancellation).ConfigureAwait(false) is not { } tls) return;
        var present = $"/tls/{tls.Certificates}/";
        foreach (var revision in revisions)
        {
            var answer = await AwsFailures.Sorted($"ecs:DescribeTaskDefinition {revision}", () => aws.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = revision }, cancellation), cancellation).ConfigureAwait(false);
            var named = answer.TaskDefinition.ContainerDefinitions.SelectMany(container => container.Secrets ?? []).FirstOrDefault(secret => secret.Name == "QUORUM_TLS_CERT")?.ValueFrom;
            if (named is not null && !named.Contains(present, StringComparison.Ordinal))
                throw new StageException($"{revision[(revision.LastIndexOf('/') + 1)..]} ran with certificates that have been rotated since ({named[named.IndexOf("/tls/", StringComparison.Ordinal)..]})", "deploy the version or configuration you want back: a deployment gives it the present certificates");
        }
    }

    /// <summary>The last roll in a line, e.g. <c>completed, begun 2026-11-27 06:12:00 UTC, 6 slots in 4 sets</c>; empty when there was none.</summary>
    public async Task<string> LastRollAsync(CancellationToken cancellation)
    {
        try
        {
            var present = Present;
            if (await Store.ReadRecordAsync(present, cancellation).ConfigureAwait(false) is not { } record) return "";
            var end = record.End switch { RollEnd.Running => record.Direction == RollDirection.Back ? "under way, on its way back" : "under way", RollEnd.RolledBack => "rolled back", var other => other.ToString().ToLowerInvariant() };
            return $"{end}, begun {Reporting.Durations.Day(record.Since)}, {(record.TouchedSlots.IsEmpty ? "no slot restarted" : $"{Reporting.Durations.Count(record.TouchedSlots.Count, "slot")} in {Reporting.Durations.Count(record.LastSet, "set")}")}{(record.EndReason.Length > 0 ? $": {record.EndReason}" : "")}";
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            return $"not known: {e.Message}";
        }
    }

    /// <summary>One look, without a lock and without a trace.</summary>
    public async Task<Observation> ObserveAsync(Goal goal, Func<IReadOnlyList<Uri>, ElasticsearchClient> connect, CancellationToken cancellation)
    {
        try
        {
            var ecs = await Ecs.ReadAsync(goal, cancellation).ConfigureAwait(false);
            var cluster = await Elasticsearch(connect).ReadAsync(goal, ecs, cancellation).ConfigureAwait(false);
            var now = clock.Now;
            var record = RollRecords.For(await Store.ReadRecordAsync(goal, cancellation).ConfigureAwait(false), goal, ecs, cluster, now, 0);
            var instances = goal.Refreshes ? await Instances.ReadAsync(goal, cancellation).ConfigureAwait(false) : null;
            return new Observation(now, ecs, cluster, record, await Store.ReadBootstrappedAsync(cancellation).ConfigureAwait(false), new RollMemory { StartedAt = now, LastActionAt = now }) { Instances = instances };
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"The cluster's state could not be read: {e.Message}", "check the rights (ecs:Describe*, ecs:List*, ssm:GetParameter) and run again", e);
        }
    }

    public async ValueTask<IReadOnlyList<Uri>> NodesAsync(CancellationToken cancellation)
    {
        var addresses = await AddressesAsync(cancellation).ConfigureAwait(false);
        _tls ??= await Store.ReadTlsAsync(cancellation).ConfigureAwait(false) is not null;
        // A certificate bears the slot's name; addresses are in it only where they are known before the instance is.
        return
        [
            .. infra.Slots.Select(slot => (slot.HostName, Address: slot.Address ?? addresses.GetValueOrDefault(slot.Name))).Where(slot => slot.Address is not null)
                .Select(slot => new Uri($"{(_tls == true ? "https" : "http")}://{(_tls == true && settings.Cloud == CloudKind.Aws ? slot.HostName : slot.Address)}:{TaskDefinitionSpec.HttpPort}")),
        ];
    }

    private async Task<Dictionary<string, string>> CurrentAsync(CancellationToken cancellation)
    {
        const int maxServicesPerCall = 10;
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var names in infra.Slots.Select(slot => slot.Name).Chunk(maxServicesPerCall))
        {
            var request = new DescribeServicesRequest { Cluster = settings.EcsClusterName, Services = [.. names] };
            var answer = await AwsFailures.Sorted("ecs:DescribeServices", () => aws.Ecs.DescribeServicesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (var service in answer.Services ?? []) if (service.Status == "ACTIVE") current[service.ServiceName] = service.TaskDefinition;
        }
        return current;
    }

    /// <summary>Slot → private address of its running instance.</summary>
    private async Task<Dictionary<string, string>> AddressesAsync(CancellationToken cancellation)
    {
        if (clock.Now - _addressesAt < AddressLife && _addresses.Count == infra.Slots.Count) return _addresses;
        var found = await Instances.AddressesAsync(cancellation).ConfigureAwait(false);
        (_addresses, _addressesAt) = (found, clock.Now);
        return found;
    }
}
