using Quorum.Models.Ecs;
using Quorum.Models.Kernel;

namespace Quorum.Models.Tests.Ecs;

/// <summary>A cluster of slots in virtual time, with a runtime whose tasks do as the test says.</summary>
internal sealed class EcsWorld : ITaskRuntime
{
    public const string Name = "test";

    public EcsWorld(int slots = 1, EcsTimings? timings = null, EcsOptions? options = null, ulong seed = 1)
    {
        Model = new EcsModel(Queue, new SeededRandom(seed), timings ?? EcsTimings.Aws, options ?? new EcsOptions(), this);
        Cluster = Model.CreateCluster(Name);
        for (var i = 0; i < slots; i++) AddSlot(i);
    }

    public EventQueue Queue { get; } = new();
    public EcsModel Model { get; private set; }
    public EcsCluster Cluster { get; private set; }

    /// <summary>Every launch in order; the tests look here for what really ran.</summary>
    public List<TaskLaunch> Launches { get; } = [];

    public HashSet<string> Alive { get; } = [];

    /// <summary>Most containers that were ever alive at once on one address.</summary>
    public int MostOnOneAddress { get; private set; }

    public TimeSpan StartTakes { get; set; } = TimeSpan.FromSeconds(20);
    public TimeSpan StopTakes { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What becomes of a start: run, crash (runs, then exits), fail (never runs), sick (runs, fails its health check).</summary>
    public Func<TaskLaunch, string> Fate { get; set; } = _ => "run";

    public EcsInstance AddSlot(int index) => Model.RegisterInstance(Cluster, new EcsInstanceSpec
    {
        Ec2InstanceId = $"i-{index:x8}",
        Cpu = 2048,
        Memory = 7900,
        Address = $"10.0.{index}.10",
        Attributes = new Dictionary<string, string>
        {
            ["quorum.slot"] = Slot(index),
            ["ecs.availability-zone"] = "us-east-1" + (char)('a' + index % 3),
            ["ecs.cpu-architecture"] = "x86_64",
        },
    });

    public static string Slot(int index) => $"es-{(char)('a' + index % 3)}{index / 3 + 1}";

    public EcsTaskDefinition Register(string family = "f", int memory = 4096, int port = 9200, bool healthCheck = false, int? stopTimeout = null) =>
        Model.RegisterTaskDefinition(new EcsTaskDefinitionSpec
        {
            Family = family,
            NetworkMode = "host",
            Containers =
            [
                new EcsContainerSpec
                {
                    Name = "elasticsearch", Image = "r/es@sha256:0", Cpu = 1024, Memory = memory, HostPorts = port == 0 ? [] : [port],
                    HealthCheck = healthCheck ? EcsContainerSpec.DefaultHealthCheck : null, StopTimeout = stopTimeout is { } s ? TimeSpan.FromSeconds(s) : null,
                },
            ],
        });

    public EcsService Service(string definition, int desired = 1, int minimum = 0, int maximum = 100, bool breaker = false, bool rollback = false, string? on = null) =>
        Model.CreateService(Cluster, new EcsServiceSpec
        {
            Name = on ?? "svc",
            TaskDefinition = definition,
            DesiredCount = desired,
            Configuration = new EcsDeploymentConfiguration(minimum, maximum, breaker, rollback),
            Constraints = on is null ? [] : [new EcsPlacementConstraint("memberOf", $"attribute:quorum.slot == {on}")],
        });

    public void Run(double minutes) => Queue.RunUntil(Queue.Now + TimeSpan.FromMinutes(minutes));

    /// <summary>Another model on the same machines, filled from the first one's state.</summary>
    public void RestartModel()
    {
        var state = Model.Export();
        Alive.Clear();
        Model = new EcsModel(Queue, new SeededRandom(9), EcsTimings.Aws, new EcsOptions(), this);
        Model.Import(state);
        Cluster = Model.Cluster(Name);
    }

    void ITaskRuntime.Start(TaskLaunch launch, ITaskEvents events)
    {
        Launches.Add(launch);
        var fate = Fate(launch);
        if (fate == "fail")
        {
            events.StartFailed(launch.TaskArn, "CannotStartContainerError: refused");
            return;
        }
        Alive.Add(launch.TaskArn);
        MostOnOneAddress = Math.Max(MostOnOneAddress, Launches.Where(l => Alive.Contains(l.TaskArn)).GroupBy(l => l.Address).Max(g => g.Count()));
        Queue.After(StartTakes, () =>
        {
            if (!Alive.Contains(launch.TaskArn)) return;
            events.Running(launch.TaskArn);
            if (fate == "crash")
            {
                Alive.Remove(launch.TaskArn);
                events.Exited(launch.TaskArn, 78, null);
                return;
            }
            Queue.After(StartTakes, () =>
            {
                if (Alive.Contains(launch.TaskArn)) events.Health(launch.TaskArn, fate == "run");
            });
        });
    }

    void ITaskRuntime.Stop(string taskArn, TimeSpan stopTimeout) => Queue.After(StopTakes < stopTimeout ? StopTakes : stopTimeout, () =>
    {
        if (Alive.Remove(taskArn)) ((ITaskEvents)Model).Exited(taskArn, StopTakes < stopTimeout ? 143 : 137, null);
    });

    void ITaskRuntime.Kill(string taskArn) => Alive.Remove(taskArn);
}
