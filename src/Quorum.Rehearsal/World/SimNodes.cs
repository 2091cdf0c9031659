using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Models.Kernel;

namespace Quorum.Rehearsal.World;

/// <summary>Runs ECS tasks as nodes of the Elasticsearch model, on volumes that outlive them. No files, no network.</summary>
public sealed class SimNodes : ITaskRuntime
{
    private readonly EventQueue _queue;
    private readonly ClusterModel _model;
    private readonly SimWorld _world;
    private readonly Dictionary<string, Run> _byTask = new(StringComparer.Ordinal);
    private readonly Dictionary<ElasticsearchNode, Run> _byNode = [];

    internal SimNodes(SimWorld world)
    {
        (_world, _queue, _model) = (world, world.Queue, world.Search);
        Volumes = new Volume[world.Scenario.Slots.Length];
        Current = new ElasticsearchNode?[Volumes.Length];
        for (var slot = 0; slot < Volumes.Length; slot++) Volumes[slot] = new Volume($"vol-{slot}") { TotalBytes = world.Scenario.VolumeBytes };
        _model.HttpOpened += OnHttpOpened;
        _model.NodeEnded += OnEnded;
    }

    /// <summary>By slot.</summary>
    public Volume[] Volumes { get; }

    /// <summary>By slot: its newest process that has not ended.</summary>
    public ElasticsearchNode?[] Current { get; }

    public void Start(TaskLaunch launch, ITaskEvents events)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var slot = _world.SlotOf(launch.Slot);
        var run = new Run(launch.TaskArn, slot, events);
        _byTask[launch.TaskArn] = run;
        _queue.After(TimeSpan.Zero, () => { if (!run.Ended) events.Running(launch.TaskArn); });
        var delay = _world.Trouble.StartDelay(slot);
        if (delay > TimeSpan.Zero) _queue.After(delay, () => Launch(run, launch)); else Launch(run, launch);
    }

    public void Stop(string taskArn, TimeSpan stopTimeout)
    {
        if (!_byTask.TryGetValue(taskArn, out var run)) return;
        if (run.Node is not { } node)
        {
            End(run, ClusterModel.ExitGraceful, null);
            return;
        }
        var (killAfter, hold) = _world.Trouble.OnStop(run.Slot);
        if (killAfter is { } soon)
        {
            _queue.After(soon, () => _model.KillNode(node));
        }
        else if (hold > TimeSpan.Zero)
        {
            _queue.After(hold < stopTimeout ? hold : stopTimeout, () => { if (hold < stopTimeout) _model.StopNode(node); else _model.KillNode(node); });
        }
        else
        {
            _model.StopNode(node);
        }
        _queue.After(stopTimeout, () => _model.KillNode(node));
    }

    public void Kill(string taskArn)
    {
        if (!_byTask.TryGetValue(taskArn, out var run)) return;
        // The machine is gone with it: peers see silence, not a reset.
        if (run.Node is { } node) _model.KillNode(node, silent: true); else End(run, ClusterModel.ExitKilled, null);
    }

    /// <summary>The container's health check fails or works again.</summary>
    internal void Health(int slot, bool healthy)
    {
        if (Current[slot] is { } node && _byNode.TryGetValue(node, out var run)) run.Events.Health(run.TaskArn, healthy);
    }

    private void Launch(Run run, TaskLaunch launch)
    {
        if (run.Ended) return;
        var volume = Volumes[run.Slot];
        var image = _world.Image(launch.Revision, run.Slot);
        var error = _world.Trouble.StartError(run.Slot) ?? image.Error;
        _world.Checks.Launched(run.Slot, image, volume);
        // The new version opened the data path before it failed.
        if (image.Error is not null && image.OpensDataPath && volume.LastVersion is { } last && last < image.Version) volume.LastVersion = image.Version;
        var node = _model.StartNode(_world.NodeStart(run.Slot, image, error), volume);
        run.Node = node;
        _byNode[node] = run;
        Current[run.Slot] = node;
        _world.Trouble.NodeStarted(run.Slot, node);
    }

    private void OnHttpOpened(ElasticsearchNode node)
    {
        if (!_byNode.TryGetValue(node, out var run)) return;
        _queue.After(TimeSpan.Zero, () => { if (node.HttpOpen) run.Events.Health(run.TaskArn, true); });
    }

    private void OnEnded(ElasticsearchNode node)
    {
        if (!_byNode.Remove(node, out var run)) return;
        if (Current[run.Slot] == node) Current[run.Slot] = null;
        End(run, node.ExitCode ?? ClusterModel.ExitStartError, node.ExitMessage);
    }

    private void End(Run run, int exitCode, string? why)
    {
        run.Ended = true;
        _byTask.Remove(run.TaskArn);
        _queue.After(TimeSpan.Zero, () => run.Events.Exited(run.TaskArn, exitCode, why));
    }

    private sealed class Run(string taskArn, int slot, ITaskEvents events)
    {
        public string TaskArn { get; } = taskArn;
        public int Slot { get; } = slot;
        public ITaskEvents Events { get; } = events;
        public ElasticsearchNode? Node { get; set; }
        public bool Ended { get; set; }
    }
}

/// <summary>What a task definition revision runs.</summary>
/// <param name="Error">Why it cannot start; null when it can.</param>
/// <param name="OpensDataPath">Whether it fails only after it opened the data path.</param>
public sealed record SimImage(int Revision, ElasticsearchVersion Version, string Digest, string? Error = null, bool OpensDataPath = false);
