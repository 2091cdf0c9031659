using Quorum.Models.Kernel;
using Quorum.Pipeline;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>Where a rehearsal ended.</summary>
public enum RehearsalEnd { Completed, RolledBack, ForwardFixed, Stuck, Crashed, Violated }

/// <summary>
/// The people around the pipeline: start it, start it again when it died or stopped with a reason, mend what only a person can. They do
/// nothing that the halt's way out does not say.
/// </summary>
internal sealed class Operator
{
    /// <summary>Runs that may end without arriving after all faults have ended.</summary>
    private const int PatientRuns = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(70);

    private readonly SimWorld _world;
    private readonly IPortWrapper? _wrapper;
    private readonly SeededRandom _random;
    private readonly List<SimRunner> _alive = [];
    private int _started;
    private int _patience = PatientRuns;
    private bool _scheduled;

    public Operator(SimWorld world, IPortWrapper? wrapper = null)
    {
        (_world, _wrapper) = (world, wrapper);
        _random = world.Random.Fork("operator");
        Policy = MakePolicy(world.Scenario);
        Goal = world.Scenario.Change == ChangeKind.NewInstances ? world.InstancesGoal() : world.Goal(SimWorld.NewRevision);
        if (wrapper is not null) (Policy, RunGoal) = (wrapper.Wrap(Policy), wrapper.Wrap(Goal)); else RunGoal = Goal;
        world.Trouble.RunnerFault = Strike;
    }

    public Policy Policy { get; }

    /// <summary>What everybody wants at present; a forward fix changes it.</summary>
    public Goal Goal { get; private set; }

    private Goal RunGoal { get; set; }

    public RehearsalEnd? End { get; private set; }

    public string Problem { get; private set; } = "";

    public int Runs => _started;

    public int Calls { get; private set; }

    /// <summary>Ends by their reason, for the histogram.</summary>
    public List<string> Ends { get; } = [];

    public Action<SimRunner>? Prepare { get; set; }

    public int LastCalls { get; private set; }

    public void Start()
    {
        _scheduled = false;
        if (End is not null) return;
        var runner = new SimRunner(_world, ++_started);
        runner.Killed = () =>
        {
            _alive.Remove(runner);
            Again("killed", Pause);
        };
        _alive.Add(runner);
        Prepare?.Invoke(runner);
        _world.Checks.RunBegins();
        _world.Trace?.Line($"{runner.Owner.Name} begins");
        _ = RunAsync(runner);
    }

    private async Task RunAsync(SimRunner runner)
    {
        try
        {
            IEcsPort ecs = new SimEcs(_world, runner);
            IElasticsearchPort search = new SimElasticsearch(_world, runner);
            IInstancePort instances = new SimInstances(_world, runner);
            IRollStore store = new SimRollStore(_world, runner);
            IRollEvents events = _world.Trace is { } trace ? new TraceEvents(trace, runner) : NoEvents.Instance;
            if (_wrapper is not null) (ecs, search, instances, store, events) = (_wrapper.Wrap(ecs, _world, runner), _wrapper.Wrap(search, _world, runner), _wrapper.Wrap(instances, _world, runner), _wrapper.Wrap(store), _wrapper.Wrap(events));
            var driver = new RollDriver(new RollWorld(ecs, search, store, runner, runner.Chance, events, runner.Owner) { Instances = instances }, Policy);
            var goal = RunGoal;
            var result = await driver.RunAsync(goal, runner.Cancellation).ConfigureAwait(false);
            Ended(runner);
            _world.Trace?.Line($"{runner.Owner.Name} ends: {result.End} {result.Decision.Why.Reason?.Name}: {result.Reason}");
            _world.Checks.Reported(result, Goal);
            Judge(result);
        }
        catch (StageException refused)
        {
            Ended(runner);
            _world.Trace?.Line($"{runner.Owner.Name} ends: {refused.Message}");
            Again(refused.GetType().Name, Pause);
        }
        catch (Exception crash)
        {
            Ended(runner);
            (End, Problem) = (RehearsalEnd.Crashed, crash.ToString());
        }
    }

    private void Ended(SimRunner runner)
    {
        _alive.Remove(runner);
        Calls += runner.Calls;
        LastCalls = runner.Calls;
    }

    private void Judge(RollResult result)
    {
        var scenario = _world.Scenario;
        Ends.Add(result.End is RollEnd.Halted or RollEnd.Superseded ? $"{result.End}: {result.Decision.Why.Reason?.Name}" : result.End.ToString());
        if (_alive.Count > 0) return;
        if (result.End == RollEnd.Completed)
        {
            End = Goal.Slots[0].Target == _world.Definition(0, SimWorld.FixedRevision) ? RehearsalEnd.ForwardFixed : RehearsalEnd.Completed;
            return;
        }
        // Also of a new version: where somebody else's deployments had brought it already, only the configuration is left to take back.
        if (result.End == RollEnd.RolledBack && scenario.IsBroken)
        {
            End = RehearsalEnd.RolledBack;
            return;
        }
        var reason = result.Decision.Why.Reason;
        if (reason == HaltReason.VersionCannotGoBack && scenario.Change == ChangeKind.BrokenVersion)
        {
            // The first of the three ways out.
            Goal = _world.Goal(SimWorld.FixedRevision);
            RunGoal = _wrapper?.Wrap(Goal) ?? Goal;
        }
        if (reason?.Name == "zero-replicas") AddReplicas();
        if (reason?.Name == "wait-for-active-shards") RelaxWrites();
        Again("", Pause);
    }

    private void Again(string why, TimeSpan pause)
    {
        if (why.Length > 0) Ends.Add(why);
        if (End is not null || _scheduled || _alive.Count > 0) return;
        if (_world.Trouble.Ended && --_patience < 0)
        {
            (End, Problem) = (RehearsalEnd.Stuck, $"{PatientRuns} runs after the last fault did not arrive; the last ones: {string.Join("; ", Ends.TakeLast(3))}");
            return;
        }
        _scheduled = true;
        _world.Queue.After(pause * (0.5 + _random.NextDouble()), Start);
    }

    private void Strike(Fault fault)
    {
        if (fault.Kind == FaultKind.SecondRunner)
        {
            if (End is null) Start();
            return;
        }
        if (_alive.Count == 0) return;
        var runner = _alive[0];
        switch (fault.Kind)
        {
            case FaultKind.RunnerKilled: runner.Kill(); break;
            case FaultKind.RunnerCancelled: runner.Cancel(); break;
            case FaultKind.RunnerStalled: runner.Stall(TimeSpan.FromSeconds(fault.For * 3)); break;
            case FaultKind.ClockJump: runner.Skew += TimeSpan.FromSeconds(3 * (2 * fault.Amount - 1)); break;
        }
    }

    private void AddReplicas() => EachIndex(index => index.Replicas == 0 ? new Dictionary<string, string?> { ["index.number_of_replicas"] = "1" } : null);

    private void RelaxWrites() => EachIndex(index => index.WaitForActiveShards > 1 ? new Dictionary<string, string?> { ["index.write.wait_for_active_shards"] = "1" } : null);

    private void EachIndex(Func<Models.Elasticsearch.IndexState, Dictionary<string, string?>?> change)
    {
        if (_world.Search.Cluster is not { Master: { } master } state) return;
        foreach (var index in state.Indices) if (change(index) is { } settings) _world.Search.PutIndexSettings(master, index, settings);
    }

    private static Policy MakePolicy(Scenario scenario) => Policy.Default with
    {
        Suppression = scenario.SettingMode ? SuppressionMode.AllocationSetting : SuppressionMode.RestartRecord,
        Canary = scenario.Canary,
        SkipRules = scenario.AllowZeroReplicas ? ["zero-replicas"] : [],
    };
}

/// <summary>Stands between the driver and the world: how the canaries plant their bugs.</summary>
internal interface IPortWrapper
{
    Policy Wrap(Policy policy) => policy;

    Goal Wrap(Goal goal) => goal;

    IEcsPort Wrap(IEcsPort port, SimWorld world, SimRunner runner) => port;

    IElasticsearchPort Wrap(IElasticsearchPort port, SimWorld world, SimRunner runner) => port;

    IInstancePort Wrap(IInstancePort port, SimWorld world, SimRunner runner) => port;

    IRollStore Wrap(IRollStore store) => store;

    IRollEvents Wrap(IRollEvents events) => events;
}

/// <summary>Writes decisions into the timeline.</summary>
internal sealed class TraceEvents(Trace trace, SimRunner runner) : IRollEvents
{
    public void Decided(Observation observation, Goal goal, Policy policy, in Decision decision) => trace.Line($"{runner.Owner.Name} decides: {decision.Kind}: {decision.Explain(observation, goal, policy)}");

    public void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took) { }

    public void Troubled(DateTimeOffset at, string what) => trace.Line($"{runner.Owner.Name} troubled: {what}");
}
