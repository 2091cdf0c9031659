using System.Globalization;
using Quorum.Smoke;

namespace Quorum.Verification.Checks;

public sealed class SlotsAreRegistered : VerifyCheck
{
    public override string Name => "slots-registered";

    public override string Group => "slots";

    public override string Remedy => "Read /var/log/cloud-init-output.log and /var/log/ecs/ecs-agent.log on the slot's instance (Session Manager), or terminate it: its group starts another";

    public override Finding Judge(VerifyFacts facts) => facts.ContainerInstances.Judge(instances =>
    {
        var problems = facts.Slots.Where(slot => instances.All(instance => instance.Slot != slot.Name)).Select(slot => $"no container instance has the attribute quorum.slot = {slot.Name}").ToList();
        problems.AddRange(instances.Where(instance => instance.Slot.Length > 0).GroupBy(instance => instance.Slot).Where(group => group.Count() > 1).Select(group => $"{group.Count()} container instances say that they are {group.Key}"));
        problems.AddRange(instances.Where(instance => instance.Slot.Length > 0 && instance.Status != "ACTIVE").Select(instance => $"{instance.Slot} is {instance.Status}"));
        return Finding.Of(problems, $"{facts.Slots.Count} of {facts.Slots.Count}, all ACTIVE");
    });
}

public sealed class AgentsAreConnected : VerifyCheck
{
    public override string Name => "agents-connected";

    public override string Group => "slots";

    public override string Remedy => "The instance runs but its ECS agent does not answer: systemctl restart ecs on it (Session Manager), then its way out (NAT, endpoints)";

    public override Finding Judge(VerifyFacts facts) => facts.ContainerInstances.Judge(instances => Finding.Of(
        [.. instances.Where(instance => instance.Slot.Length > 0 && !instance.AgentConnected).Select(instance => $"{instance.Slot} ({instance.InstanceId}) is not connected")], "all connected"));
}

public sealed class AgentsAreRecent : VerifyCheck
{
    /// <summary>2024-08; older agents are beyond what ECS supports for host networking with task IAM roles by IMDSv2 alone.</summary>
    private static readonly Version Least = new(1, 86);

    public override string Name => "agents-recent";

    public override string Group => "slots";

    public override string Remedy => "A newer ECS-optimised image brings a newer agent; replace the slots' instances one by one while the cluster is green";

    public override Finding Judge(VerifyFacts facts) => facts.ContainerInstances.Judge(instances =>
    {
        var known = instances.Where(instance => instance.Slot.Length > 0).Select(instance => (instance.Slot, instance.AgentVersion, Version: Version.TryParse(instance.AgentVersion, out var version) ? version : null)).ToList();
        if (known.Count == 0 || known.Any(each => each.Version is null)) return Finding.Skip($"{known.Find(each => each.Version is null).Slot ?? "no slot"} tells no agent version");
        return Finding.Of([.. known.Where(each => each.Version < Least).Select(each => $"{each.Slot} has agent {each.AgentVersion}, at least {Least} is expected")], $"the oldest is {known.Min(each => each.Version)}");
    });
}

public sealed class CapacityIsEnough : VerifyCheck
{
    public override string Name => "capacity";

    public override string Group => "slots";

    public override string Remedy => "Something else runs on the instance, or the task grew: stop what does not belong there, or choose a larger SlotInstanceType";

    public override Finding Judge(VerifyFacts facts) => facts.ContainerInstances.Judge(instances =>
    {
        if (facts.Slots.All(slot => slot.NeedsMemory == 0)) return Finding.Skip("no slot has a revision yet, so that its needs are not known");
        return Finding.Of(
            [
                .. from slot in facts.Slots
                   from instance in instances.Where(instance => instance.Slot == slot.Name)
                   where instance.FreeMemory < slot.NeedsMemory || instance.FreeCpu < slot.NeedsCpu
                   select string.Create(CultureInfo.InvariantCulture, $"{slot.Name} has {instance.FreeCpu} CPU units and {instance.FreeMemory} MiB free, its task needs {slot.NeedsCpu} and {slot.NeedsMemory}"),
            ],
            "each slot has room for its task");
    });
}

public sealed class InstanceProfilesAreOurs : VerifyCheck
{
    public override string Name => "instance-profiles";

    public override string Group => "slots";

    public override string Remedy => "./build.sh ProvisionInfra, then replace the instance: a profile cannot be seen missing until the agent fails to register";

    public override Finding Judge(VerifyFacts facts) => facts.Machines.Judge(machines =>
    {
        var problems = facts.Slots.Where(slot => machines.All(machine => machine.Slot != slot.Name)).Select(slot => $"{slot.Name} has no running instance").ToList();
        problems.AddRange(machines.Where(machine => machine.Profile.Length == 0).Select(machine => $"{machine.Slot} ({machine.InstanceId}) has no instance profile"));
        problems.AddRange(from machine in machines from slot in facts.Slots where slot.Name == machine.Slot && slot.Zone != machine.Zone select $"{machine.Slot} runs in {machine.Zone}, its slot is in {slot.Zone}");
        return Finding.Of(problems, $"{machines.Count} instances with {string.Join(", ", machines.Select(machine => machine.Profile).Distinct())}");
    });
}

public sealed class VolumesAreInPlace : VerifyCheck
{
    public override string Name => "data-volumes";

    public override string Group => "slots";

    public override string Remedy => "A slot's one data volume is found by its tag in the slot's zone: look for a second one or a lost tag before anything is deleted, then ./build.sh ProvisionInfra";

    public override Finding Judge(VerifyFacts facts) => facts.Volumes.Judge(volumes =>
    {
        var problems = new List<string>();
        foreach (var slot in facts.Slots)
        {
            var own = volumes.Where(volume => volume.Slot == slot.Name).ToList();
            if (own.Count != 1) problems.Add($"{slot.Name} has {own.Count} data volumes, expected 1");
            problems.AddRange(own.Where(volume => volume.Zone != slot.Zone).Select(volume => $"{volume.VolumeId} is in {volume.Zone}, its slot {slot.Name} in {slot.Zone}"));
            problems.AddRange(own.Where(volume => !volume.Encrypted).Select(volume => $"{volume.VolumeId} of {slot.Name} is not encrypted"));
            problems.AddRange(own.Where(volume => volume.State is not ("in-use" or "available")).Select(volume => $"{volume.VolumeId} of {slot.Name} is {volume.State}"));
        }
        return Finding.Of(problems, $"{volumes.Count} volumes, encrypted, each in its slot's zone");
    });
}
