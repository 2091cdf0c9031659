using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Faults;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Containers;

/// <summary>Strikes real nodes, past ECS: the agent finds out as it would in life.</summary>
internal sealed class ContainerFaults(World world, IDockerClient engine, string worldId) : INodeFaults
{
    private readonly NetworkCut _cut = new(worldId);

    public async Task StrikeAsync(string slot, NodeFault fault, CancellationToken cancellation)
    {
        try
        {
            switch (fault)
            {
                case NodeFault.Heal: await _cut.HealAsync(slot); return;
                case NodeFault.Free: SlotVolume.Free(VolumeOf(slot)); return;
                case NodeFault.Fill: await SlotVolume.FillAsync(VolumeOf(slot), cancellation); return;
                case NodeFault.Resume: await ResumeAsync(slot, cancellation); return;
            }

            var id = await ContainerAsync(slot, cancellation);
            switch (fault)
            {
                case NodeFault.Kill: await engine.Containers.KillContainerAsync(id, new ContainerKillParameters { Signal = "SIGKILL" }, cancellation); break;
                case NodeFault.Pause: await engine.Containers.PauseContainerAsync(id, cancellation); break;
                default: await _cut.CutAsync(slot, AddressOf(slot), await ProcessesAsync(id, cancellation), cancellation); break;
            }
        }
        catch (Exception refused) when (refused is DockerApiException or IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw new FaultRefusedException($"{fault} {slot}: {refused.Message}");
        }
    }

    // A node that stalls for long fails its health check, and ECS puts another task in its place: then there is nothing left to resume.
    private async Task ResumeAsync(string slot, CancellationToken cancellation)
    {
        foreach (var container in await ContainersAsync(slot, cancellation))
            if ((await engine.Containers.InspectContainerAsync(container.ID, cancellation)).State is { Paused: true }) await engine.Containers.UnpauseContainerAsync(container.ID, cancellation);
    }

    private async Task<string> ContainerAsync(string slot, CancellationToken cancellation) =>
        (await ContainersAsync(slot, cancellation)).FirstOrDefault()?.ID ?? throw new FaultRefusedException($"no container runs in slot {slot}");

    private async Task<IList<ContainerListResponse>> ContainersAsync(string slot, CancellationToken cancellation)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [$"{ContainerSpec.SlotLabel}={slot}"] = true, [$"{ContainerSpec.WorldLabel}={worldId}"] = true },
        };
        return await engine.Containers.ListContainersAsync(new ContainersListParameters { Filters = filters }, cancellation);
    }

    private async Task<List<int>> ProcessesAsync(string id, CancellationToken cancellation)
    {
        var table = await engine.Containers.ListProcessesAsync(id, new ContainerListProcessesParameters { PsArgs = "-o pid" }, cancellation);
        return [.. table.Processes.Select(row => int.Parse(row[0], CultureInfo.InvariantCulture))];
    }

    private string AddressOf(string slot) => world.Do(() => world.Get<Inventory>().Instances.Find(instance => instance.Slot == slot && instance.State == InventoryInstance.Running)?.Address)
        ?? throw new FaultRefusedException($"slot {slot} has no running instance");

    private string VolumeOf(string slot) => Path.Combine(world.Folder, "volumes", slot);
}
