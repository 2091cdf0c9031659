using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>One command on one instance.</summary>
internal sealed class Invocation(string commandId, string instanceId, string instanceName, string script, string comment, string version, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, DateTimeOffset requested, int deliverySeconds, int executionSeconds)
{
    public string CommandId => commandId;

    public string InstanceId => instanceId;

    public string InstanceName => instanceName;

    public string Script => script;

    public string Comment => comment;

    public string DocumentVersion => version;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters => parameters;

    public DateTimeOffset Requested => requested;

    public int DeliverySeconds => deliverySeconds;

    public TimeSpan ExecutionLimit => TimeSpan.FromSeconds(executionSeconds);

    /// <summary>As SSM says in StatusDetails: Pending, InProgress, Success, Failed, Cancelling, Cancelled, ExecutionTimedOut.</summary>
    public string Details { get; set; } = "Pending";

    /// <summary>The coarser status: both kinds of timeout are TimedOut.</summary>
    public string Status => Details.EndsWith("TimedOut", StringComparison.Ordinal) ? "TimedOut" : Details;

    public bool Ended => Details is not ("Pending" or "InProgress" or "Cancelling");

    /// <summary>-1 until it ended by itself.</summary>
    public int Exit { get; set; } = -1;

    public string Output { get; set; } = "";

    public string Error { get; set; } = "";

    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Finished { get; set; }

    /// <summary>Ends the shell.</summary>
    public CancellationTokenSource Stop { get; } = new();
}

/// <summary>
/// Commands since this process began, in memory: SSM keeps them for 30 days, and nobody here asks that long after. An invocation becomes
/// visible and starts only some time after SendCommand has answered, as on AWS.
/// </summary>
internal sealed class CommandStore(World world, BastionShell shell) : IAsyncDisposable
{
    /// <summary>Of SendCommand's answer until GetCommandInvocation knows the invocation.</summary>
    public static readonly TimeSpan VisibleAfter = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan DeliveredAfter = TimeSpan.FromMilliseconds(60);
    private const int Kept = 1000;
    private readonly LinkedList<Invocation> _invocations = [];

    public IEnumerable<Invocation> All => _invocations;

    public IEnumerable<Invocation> Of(string commandId) => _invocations.Where(invocation => invocation.CommandId == commandId);

    public bool Visible(Invocation invocation) => world.UtcNow - invocation.Requested >= VisibleAfter;

    /// <summary>Under the world's lock.</summary>
    public void Add(Invocation invocation)
    {
        _invocations.AddFirst(invocation);
        while (_invocations.Count > Kept && _invocations.Last!.Value.Ended) _invocations.RemoveLast();
        world.Queue.After(DeliveredAfter, () => Start(invocation));
    }

    /// <summary>Under the world's lock; what has ended stays as it is.</summary>
    public static void Cancel(Invocation invocation)
    {
        if (invocation.Ended) return;
        invocation.Details = invocation.Details == "Pending" ? "Cancelled" : "Cancelling";
        invocation.Stop.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var invocation in world.Do(() => _invocations.Where(i => !i.Ended).ToList())) invocation.Stop.Cancel();
        return ValueTask.CompletedTask;
    }

    private void Start(Invocation invocation)
    {
        if (invocation.Details != "Pending") return;
        if (ManagedInstances.Find(world, invocation.InstanceId) is null)
        {
            (invocation.Details, invocation.Finished) = ("Undeliverable", world.UtcNow);
            return;
        }
        (invocation.Details, invocation.Started) = ("InProgress", world.UtcNow);
        world.Queue.After(invocation.ExecutionLimit, () =>
        {
            if (invocation.Ended || invocation.Details == "Cancelling") return;
            invocation.Details = "ExecutionTimedOut";
            invocation.Finished = world.UtcNow;
            invocation.Stop.Cancel();
        });
        var nodes = BastionShell.Nodes(world);
        _ = Task.Run(() => RunAsync(invocation, nodes));
    }

    private async Task RunAsync(Invocation invocation, IReadOnlyList<(string Name, string Address)> nodes)
    {
        try
        {
            var (exit, output, error) = await shell.RunAsync(invocation.Script, nodes, invocation.Stop.Token).ConfigureAwait(false);
            world.Do(() => End(invocation, exit == 0 ? "Success" : "Failed", exit, output, exit == 0 ? error : $"{error}failed to run commands: exit status {exit}"));
        }
        catch (OperationCanceledException)
        {
            world.Do(() => End(invocation, "Cancelled", -1, "", ""));
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            world.Do(() => End(invocation, "Failed", 1, "", $"the embedded bastion has no shell on this machine: {e.Message}"));
        }
    }

    private void End(Invocation invocation, string details, int exit, string output, string error)
    {
        if (invocation.Ended) return;
        (invocation.Details, invocation.Exit, invocation.Output, invocation.Error, invocation.Finished) = (details, exit, output, error, world.UtcNow);
    }
}
