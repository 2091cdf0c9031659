using Docker.DotNet.Models;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Containers;

/// <summary>Turns a task launch into what the ECS agent would ask the engine for. Pure.</summary>
public static class ContainerSpec
{
    public const string WorldLabel = "quorum.world", TaskLabel = "quorum.task", SlotLabel = "quorum.slot";

    /// <summary>Unlimited memory lock and the like: the engine writes -1 the same way as the task definition.</summary>
    private const long MiB = 1024 * 1024;

    /// <param name="world">Identity of this embedded AWS (a hash of its folder): another checkout's containers are never touched.</param>
    /// <param name="privateNames">Name → address of the private zone; with host networking the engine's DNS does not know it.</param>
    /// <param name="machineName">This machine's name, which containers on its network bear: the JVM wants its own name to resolve, as an instance's does in its VPC.</param>
    /// <param name="memoryMiB">Null leaves memory unlimited: on one machine many "instances" share what there is.</param>
    public static CreateContainerParameters For(TaskLaunch launch, string world, string machineName, IReadOnlyDictionary<string, string> privateNames, int? memoryMiB, IReadOnlySet<string> forbiddenUlimits)
    {
        var mounts = launch.Mounts.Where(mount => launch.VolumePath is not null)
            .Select(mount => $"{launch.HostFolder(mount)}:{mount.ContainerPath}{(mount.ReadOnly ? ":ro" : "")}");
        return new CreateContainerParameters
        {
            Name = NameOf(launch.TaskArn, launch.Family),
            Image = launch.Image,
            Env = [.. launch.Environment.Concat(launch.Secrets).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")],
            Cmd = launch.Command.Count > 0 ? [.. launch.Command] : null!, // null: the image's own
            Entrypoint = launch.EntryPoint.Count > 0 ? [.. launch.EntryPoint] : null!,
            Labels = new Dictionary<string, string> { [WorldLabel] = world, [TaskLabel] = launch.TaskArn, [SlotLabel] = launch.Slot },
            Healthcheck = launch.HealthCheck is { } check
                ? new HealthcheckConfig
                {
                    Test = [.. check.Command],
                    Interval = check.Interval,
                    Timeout = check.Timeout,
                    Retries = check.Retries,
                    StartPeriod = check.StartPeriod,
                }
                : null,
            HostConfig = new HostConfig
            {
                NetworkMode = "host",
                Binds = [.. mounts],
                Memory = memoryMiB is { } limit ? limit * MiB : 0,
                CPUShares = launch.CpuUnits,
                Ulimits = [.. launch.Ulimits.Where(limit => !forbiddenUlimits.Contains(limit.Name)).Select(limit => new Ulimit { Name = limit.Name, Soft = limit.Soft, Hard = limit.Hard })],
                ExtraHosts =
                [
                    $"{machineName}:{(launch.Address.Length > 0 ? launch.Address : "127.0.0.1")}",
                    .. privateNames.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{pair.Value}"),
                ],
                RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
            },
        };
    }

    /// <summary>As the agent names containers: family, then what makes it unique.</summary>
    public static string NameOf(string taskArn, string family) => $"ecs-{family}-{taskArn[(taskArn.LastIndexOf('/') + 1)..]}";
}
