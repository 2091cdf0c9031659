using Quorum.LocalCloud.Elasticsearch.Security;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Logs;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>
/// Runs Elasticsearch tasks as nodes of the model: each with an HTTP listener on its own address while its port is open, its data on the
/// slot's volume folder. All calls happen under the world's lock.
/// </summary>
public sealed class SimulatedNodes : ITaskRuntime, IAsyncDisposable
{
    /// <summary>A simulated node starts faster than a Java process: nothing of interest happens in between.</summary>
    public static readonly ElasticsearchOptions LocalOptions = new()
    {
        StartupMin = TimeSpan.FromMilliseconds(600),
        StartupMax = TimeSpan.FromMilliseconds(1200),
        StopMin = TimeSpan.FromMilliseconds(100),
        StopMax = TimeSpan.FromMilliseconds(300),
    };

    private readonly World _world;
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Volume> _volumes = new(StringComparer.Ordinal);
    private readonly VolumeStore _store;
    private readonly NodeSecurities _securities = new();
    private readonly Rest _rest;
    private readonly NodeListeners _listeners;

    public SimulatedNodes(World world, ElasticsearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
        Model = new ClusterModel(world.Queue, world.Random, options ?? LocalOptions);
        _store = new VolumeStore(Model);
        var files = new SnapshotFiles(node => Find(node)?.Launch);
        _rest = new Rest(world, Model, _securities, files);
        var schedule = new SlmSchedule(world, Model, files);
        Model.MetadataChanged += schedule.Arm;
        _listeners = new NodeListeners(world, _rest, _securities);
        Model.Changed += _rest.Wake;
        Model.HttpOpened += OnHttpOpened;
        Model.NodeEnded += OnEnded;
    }

    public ClusterModel Model { get; }

    /// <summary>The node of a slot's running task, for fault injection; null when none runs.</summary>
    public ElasticsearchNode? Node(string slot) => _world.Do(() => _runs.Values.FirstOrDefault(r => r.Launch.Slot == slot && r.Node.Process != NodeProcess.Ended)?.Node);

    public void Start(TaskLaunch launch, ITaskEvents events)
    {
        ArgumentNullException.ThrowIfNull(launch);
        ArgumentNullException.ThrowIfNull(events);
        _world.Do(() =>
        {
            Volume volume;
            try
            {
                if (!_volumes.TryGetValue(launch.VolumeId, out volume!)) _volumes[launch.VolumeId] = volume = _store.Open(launch.VolumeId, launch.VolumePath);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
            {
                events.StartFailed(launch.TaskArn, $"CannotStartContainerError: volume {launch.VolumeId} cannot be used: {e.Message}");
                return;
            }
            var start = NodeSettings.Read(launch, volume.IsEmpty);
            var security = NodeSecurity.Read(launch, out var wrong);
            if (wrong is not null) start = start with { ConfigurationError = start.ConfigurationError ?? wrong };
            if (security is not null) start = start with { Transport = security.Transport, Settings = With(start.Settings, NodeSecurity.Settings()) };
            var node = Model.StartNode(start, volume);
            if (security is not null) _securities.Add(node, security);
            _runs[launch.TaskArn] = new Run(launch, events, node);
            Log(launch, $"version[{start.Version}], node name [{start.Name}], cluster name [{start.ClusterName}], roles [{string.Join(",", start.Roles.Names())}]");
            _world.Queue.After(TimeSpan.Zero, () => { if (node.Process != NodeProcess.Ended) events.Running(launch.TaskArn); });
        });
    }

    public void Stop(string taskArn, TimeSpan stopTimeout) => _world.Do(() =>
    {
        if (!_runs.TryGetValue(taskArn, out var run)) return;
        Log(run.Launch, "received SIGTERM: stopping");
        Model.StopNode(run.Node);
        _listeners.Close(run.Node);
        _world.Queue.After(stopTimeout, () => Model.KillNode(run.Node));
    });

    public void Kill(string taskArn) => _world.Do(() =>
    {
        if (!_runs.TryGetValue(taskArn, out var run)) return;
        Model.KillNode(run.Node);
    });

    public async ValueTask DisposeAsync()
    {
        await _listeners.DisposeAsync().ConfigureAwait(false);
        _world.Do(_store.Dispose);
    }

    private void OnHttpOpened(ElasticsearchNode node)
    {
        _listeners.Open(node);
        if (Find(node) is not { } run) return;
        Log(run.Launch, $"started {{{node.Name}}}{{{node.Id}}}{{{node.EphemeralId}}}{{{node.Address}:9300}}");
        _world.Queue.After(TimeSpan.Zero, () => { if (node.HttpOpen) run.Events.Health(run.Launch.TaskArn, true); });
    }

    private void OnEnded(ElasticsearchNode node)
    {
        _listeners.Close(node);
        _securities.Remove(node);
        if (Find(node) is not { } run) return;
        _runs.Remove(run.Launch.TaskArn);
        Log(run.Launch, node.ExitMessage is { } message ? $"fatal exception while booting Elasticsearch: {message}" : $"ended with {node.ExitCode}");
        if (node.ExitMessage is { } why) _world.Log.Write($"node {node.Name}: exit {node.ExitCode}: {why}");
        // A failed start has its cause in the log only, as in life; the model's host tells it as the container's reason so that nobody must search for it.
        _world.Queue.After(TimeSpan.Zero, () => run.Events.Exited(run.Launch.TaskArn, node.ExitCode ?? ClusterModel.ExitStartError, node.ExitMessage));
    }

    // What the awslogs driver would deliver: a line per start, end and failure of a node.
    private void Log(TaskLaunch launch, string text)
    {
        if (launch.Log is { } log) _world.Find<LogStore>()?.Append(log.Group, log.Stream, [(_world.UtcNow.ToUnixTimeMilliseconds(), text)]);
    }

    private static SortedDictionary<string, string> With(IReadOnlyDictionary<string, string> settings, IEnumerable<KeyValuePair<string, string>> more)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Concat(more)) all[name] = value;
        return all;
    }

    private Run? Find(ElasticsearchNode node)
    {
        foreach (var run in _runs.Values) if (run.Node == node) return run;
        return null;
    }

    private sealed record Run(TaskLaunch Launch, ITaskEvents Events, ElasticsearchNode Node);
}
