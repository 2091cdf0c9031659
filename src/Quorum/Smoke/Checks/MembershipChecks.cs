namespace Quorum.Smoke.Checks;

/// <summary>Without a single answer nothing else can be judged; the causes are those of the way there.</summary>
public sealed class ClusterAnswers : SmokeCheck
{
    public override string Name => "cluster-answers";

    public override string Remedy =>
        "refused or unresolved: ClusterAccess = ssm from outside of the VPC, and ./build.sh Verify looks at the bastion; a certificate: the CA in <path>/ca-certificate is not the nodes' (./build.sh RotateSecrets); 401: the password in SSM is not the cluster's (./build.sh RotateSecrets)";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected)
    {
        var answers = seen.Roots.Count(root => root.Value.Value is not null);
        return answers > 0
            ? Finding.Pass($"{answers} of {seen.Roots.Count} nodes")
            : Finding.Fail(seen.Roots.Count == 0 ? "no node is known" : string.Join("; ", seen.Roots.Values.Select(root => root.Error).OfType<string>().Distinct()));
    }
}

/// <summary>Every node is asked by itself: two clusters under one name answer differently.</summary>
public sealed class OneClusterUuid : SmokeCheck
{
    public override string Name => "one-cluster-uuid";

    public override string Remedy =>
        "A node with another UUID formed a cluster of its own on an empty data path. Stop it (ECS service desired 0), look at its volume, wipe only that slot, and start it with QUORUM_BOOTSTRAPPED set";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected)
    {
        if (seen.Roots.Count == 0) return Finding.Fail("no node was asked");
        var problems = seen.Roots.Where(root => root.Value.Value is null).Select(root => $"{root.Key} does not answer: {root.Value.Error}").ToList();
        problems.AddRange(seen.Roots.Where(root => root.Value.Value is { Formed: false }).Select(root => $"{root.Key} has not joined a cluster"));
        var groups = seen.Roots.Where(root => root.Value.Value is { Formed: true }).GroupBy(root => root.Value.Value!.ClusterUuid).OrderByDescending(group => group.Count()).ToList();
        if (groups.Count > 1)
            problems.AddRange(groups.Select(group => $"cluster {group.Key}: {string.Join(", ", group.Select(root => root.Value.Value!.Name))}"));
        return Finding.Of(problems, $"{seen.Roots.Count} nodes say {groups.FirstOrDefault()?.Key}");
    }
}

public sealed class ExpectedNodes : SmokeCheck
{
    public override string Name => "expected-nodes";

    public override string Remedy => "Look at the slot's ECS service events and its log stream, then ./build.sh Status; a node too many belongs to no slot and is stopped by hand";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes =>
    {
        var names = nodes.Select(node => node.Name).ToList();
        var problems = expected.Slots.Where(slot => !names.Contains(slot.Name)).Select(slot => $"{slot.Name} is not in the cluster").ToList();
        problems.AddRange(names.Where(name => expected.Slots.All(slot => slot.Name != name)).Select(name => $"{name} is in the cluster but no slot has this name"));
        problems.AddRange(names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{group.Key} is in the cluster {group.Count()} times"));
        return Finding.Of(problems, $"{names.Count} of {expected.Slots.Count} nodes");
    });
}

public sealed class ExpectedVersion : SmokeCheck
{
    public override string Name => "version";

    public override string Remedy => "./build.sh RollService goes on with the slots that still run another version; never start an older version on a data path that a newer one has opened";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes => Finding.Of(
        [.. nodes.Where(node => node.Version != expected.Version).Select(node => $"{node.Name} runs {node.Version}, expected {expected.Version}")],
        $"all nodes run {expected.Version}"));
}

public sealed class ExpectedDigest : SmokeCheck
{
    public override string Name => "image-digest";

    public override string Remedy => "./build.sh RollService brings every slot to the pushed digest; a deployment under way must end first";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected)
    {
        if (expected.Tasks is not { } tasks) return Finding.Skip("ECS was not asked");
        var problems = new List<string>();
        foreach (var slot in expected.Slots)
        {
            var running = tasks.Where(task => task.Slot == slot.Name && task.Status == "RUNNING").ToList();
            if (running.Count != 1) problems.Add($"{slot.Name} has {running.Count} running tasks, expected 1");
            foreach (var task in running)
            {
                if (task.TaskDefinition != task.ServiceRevision) problems.Add($"{slot.Name} runs {task.TaskDefinition}, its service wants {task.ServiceRevision}");
                if (expected.ImageDigest is { } digest && task.Digest != digest) problems.Add($"{slot.Name} runs {task.Digest ?? "an unknown digest"}, expected {digest}");
                if (task.DeploymentUnderWay) problems.Add($"{slot.Name} has a deployment under way");
            }
        }
        var digests = tasks.Select(task => task.Digest).Distinct().ToList();
        if (expected.ImageDigest is null && digests.Count > 1) problems.Add($"slots run {digests.Count} different digests");
        return Finding.Of(problems, $"all tasks run {(digests.Count == 1 ? digests[0] : expected.ImageDigest)}");
    }
}

public sealed class ZonesSpread : SmokeCheck
{
    public override string Name => "zones";

    public override string Remedy => "node.attr.zone of the task must equal the slot's availability zone: ./build.sh ProvisionInfra, then RollService registers the right task definition";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes =>
    {
        var problems = (from node in nodes
                        let slot = expected.Slots.FirstOrDefault(slot => slot.Name == node.Name)
                        where slot is not null && slot.Zone != node.Zone
                        select $"{node.Name} says zone {node.Zone ?? "(none)"}, its slot is in {slot.Zone}").ToList();
        problems.AddRange(expected.Slots.Select(slot => slot.Zone).Distinct().Where(zone => nodes.All(node => node.Zone != zone)).Select(zone => $"no node in zone {zone}"));
        return Finding.Of(problems, string.Join(", ", nodes.GroupBy(node => node.Zone).OrderBy(zone => zone.Key, StringComparer.Ordinal).Select(zone => $"{zone.Key}: {zone.Count()}")));
    });
}
