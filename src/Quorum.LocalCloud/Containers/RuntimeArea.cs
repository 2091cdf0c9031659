using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Elasticsearch;
using Quorum.LocalCloud.Faults;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Containers;

/// <summary>Chooses what runs the tasks, once, before the first task is started or taken up again.</summary>
internal static class RuntimeArea
{
    private const int IdBytes = 6;

    public static void Map(World world)
    {
        RuntimeDecision decision;
        IDockerClient? engine = null;
        try
        {
            if (world.Options.Runtime != "simulated") engine = new DockerClientBuilder().Build();
            decision = engine is null
                ? RuntimeFinder.Simulated("as asked for (LocalRuntime = simulated)")
                : RuntimeFinder.DecideAsync(world.Options.Runtime, world.Options.BaseImages, engine).GetAwaiter().GetResult();
        }
        catch (InvalidOperationException impossible)
        {
            engine?.Dispose();
            throw new HostStartException(ExitCodes.BadInput, impossible.Message);
        }

        world.Set(new RuntimeChoice(decision.Runtime, decision.Reason, decision.BaseImage ?? ""));
        world.Log.Write($"runtime: {decision.Reason}");
        if (engine is not null && decision.BaseImage is not null)
        {
            var id = WorldId(world.Folder);
            var runtime = new ContainerRuntime(world, engine, id, () => PrivateNames(world), () => Login(world), volume => VolumeGiB(world, volume));
            runtime.ReconcileAsync(() => LiveTasks(world)).GetAwaiter().GetResult();
            world.Set(runtime);
            world.Set<ITaskRuntime>(runtime);
            world.Set<INodeFaults>(new ContainerFaults(world, engine, id));
            world.Set(new BaseImageChoice(async images => await RuntimeFinder.FirstAsync(images, engine)));
            return;
        }

        engine?.Dispose();
        world.Set<ITaskRuntime>(world.Get<SimulatedNodes>());
        world.Set<INodeFaults>(new SimulatedFaults(world, world.Get<SimulatedNodes>()));
    }

    // The folder tells two checkouts and two profiles apart; the hash keeps its path out of labels.
    private static string WorldId(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, IdBytes));

    // What each instance's user data upserts into the private zone at boot.
    private static Dictionary<string, string> PrivateNames(World world) => world.Do(() => world.Get<EcsModel>().Clusters
        .SelectMany(cluster => cluster.Instances.Where(instance => instance.Spec.Address.Length > 0 && instance.Attributes.ContainsKey(EcsInstance.SlotAttribute))
            .Select(instance => (Name: $"{instance.Attributes[EcsInstance.SlotAttribute]}.{cluster.Name}.internal", instance.Spec.Address)))
        .DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Address));

    private static HashSet<string> LiveTasks(World world) => world.Do(() => world.Get<EcsModel>().Clusters
        .SelectMany(cluster => cluster.Tasks.Values).Where(task => task.LastStatus != EcsTaskStatus.Stopped).Select(task => task.Arn).ToHashSet(StringComparer.Ordinal));

    private static int VolumeGiB(World world, string volume) => world.Do(() => world.Get<Inventory>().Volumes.Find(each => each.Id == volume)?.SizeGiB ?? 0);

    private static AuthConfig Login(World world) => new()
    {
        Username = RegistryTokens.UserName,
        Password = world.Get<RegistryTokens>().Issue().Password,
        ServerAddress = $"127.0.0.1:{world.Port}",
    };
}
