using System.Collections.Concurrent;
using System.Text.Json;
using Pulumi.Automation;
using Pulumi.Automation.Commands.Exceptions;
using Pulumi.Automation.Events;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>Preview, guard, update, outputs: the account is brought to what <c>infra/</c> describes, or nothing is touched.</summary>
internal sealed class PulumiProvisioner(QuorumSettings settings, ProvisionOptions options, IClock clock)
{
    private static readonly TimeSpan CancelPause = TimeSpan.FromSeconds(5);
    private readonly PulumiSession session = new(settings, options);

    public async Task<ProvisionResult> RunAsync(InfraConfig config, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var stack = await session.OpenAsync(create: true, cancellation);
        var steps = new ConcurrentQueue<PlannedStep>();
        try
        {
            await stack.SetAllConfigAsync(PulumiSession.Configuration(config), cancellation);
            if (options.Refresh)
            {
                progress.Report(new(settings.Profile, "reading the account's state"));
                await OrBreakOwnLockAsync(stack, () => RunToItsEndAsync(stack, () => stack.RefreshAsync(new() { Color = "never", OnEvent = Report(progress) }), cancellation));
            }

            progress.Report(new(settings.Profile, "planning"));
            var preview = await OrBreakOwnLockAsync(stack, () =>
            {
                steps.Clear();
                return stack.PreviewAsync(new() { Color = "never", OnEvent = engineEvent => Collect(engineEvent, steps) }, cancellation);
            });
            Guard(steps);
            var changes = preview.ChangeSummary.Where(pair => pair.Key is not (OperationType.Same or OperationType.Read)).OrderBy(pair => pair.Key).ToArray();
            if (changes.Length > 0)
            {
                progress.Report(new(settings.Profile, "updating", Detail: Describe(changes)));
                await RunToItsEndAsync(stack, () => stack.UpAsync(new() { Color = "never", Message = ProvisionStage.Name, OnEvent = Report(progress) }), cancellation);
            }

            var outputs = Read(await stack.GetOutputsAsync(cancellation));
            var facts = new[] { ("slots", $"{outputs.Slots.Count}"), ("unchanged", $"{preview.ChangeSummary.GetValueOrDefault(OperationType.Same)}") }
                .Concat(changes.Select(pair => ($"{pair.Key}".ToLowerInvariant(), $"{pair.Value}"))).ToArray();
            return new(
                changes.Length == 0
                    ? StageOutcome.Unchanged(ProvisionStage.Name, $"stack {settings.Profile}: nothing to change", facts)
                    : StageOutcome.Changed(ProvisionStage.Name, $"stack {settings.Profile}: {Describe(changes)}", facts),
                outputs,
                Changes(steps));
        }
        catch (CommandException failed)
        {
            throw session.Explain("could not update the stack", failed);
        }
    }

    /// <summary>The engine's preview, behind the same guard; changes nothing, in the account, in the state backend or in the checkout.</summary>
    public async Task<IReadOnlyList<InfraChange>> PreviewAsync(InfraConfig config, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        // The engine previews with the configuration in the stack's file.
        using var file = new FileAsItWas(Path.Combine(settings.Root, "infra", $"Pulumi.{settings.Profile}.yaml"));
        using var stack = await OpenOrNullAsync(cancellation);
        if (stack is null)
        {
            progress.Report(new(settings.Profile, "there is no stack yet"));
            return [.. ResourceGraph.Parse(await GraphExport.ExportAsync(config, settings.Profile)).Resources.Select(resource => new InfraChange("create", resource.Type, resource.Name))];
        }

        var steps = new ConcurrentQueue<PlannedStep>();
        try
        {
            await stack.SetAllConfigAsync(PulumiSession.Configuration(config), cancellation);
            progress.Report(new(settings.Profile, "planning"));
            await stack.PreviewAsync(new() { Color = "never", OnEvent = engineEvent => Collect(engineEvent, steps) }, cancellation);
            Guard(steps);
            return Changes(steps);
        }
        catch (CommandException failed)
        {
            throw session.Explain("could not preview the stack", failed);
        }
    }

    // The engine previews no stack that is not there, and making one is a change.
    private async Task<WorkspaceStack?> OpenOrNullAsync(CancellationToken cancellation)
    {
        try
        {
            return await session.OpenAsync(create: false, cancellation);
        }
        catch (StageException missing) when (missing.InnerException is StackNotFoundException)
        {
            return null;
        }
    }

    private static IReadOnlyList<InfraChange> Changes(IEnumerable<PlannedStep> steps) =>
        [.. steps.Where(step => step.Operation is not (OperationType.Same or OperationType.Read)).Select(step => new InfraChange($"{step.Operation}".ToLowerInvariant(), step.Type, step.Name))];

    public async Task<InfraOutputs> ReadOutputsAsync(CancellationToken cancellation)
    {
        using var stack = await session.OpenAsync(create: false, cancellation);
        try
        {
            return Read(await stack.GetOutputsAsync(cancellation));
        }
        catch (CommandException failed)
        {
            throw session.Explain("could not read the outputs of", failed);
        }
    }

    private void Guard(IEnumerable<PlannedStep> steps) => DriftGuard.Require(steps, options.Allow);

    // A token handed to the SDK would kill the CLI in the middle of an update, leaving the lock and unfinished operations behind. So the engine is asked
    // to stop, finishes the resources it is working on, and the update is waited for.
    internal async Task<T> RunToItsEndAsync<T>(WorkspaceStack stack, Func<Task<T>> update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var running = update();
        var asked = new TaskCompletionSource();
        await using var registration = cancellation.Register(() => asked.TrySetResult());
        while (await Task.WhenAny(running, asked.Task) != running)
        {
            try
            {
                await stack.CancelAsync(CancellationToken.None);
            }
            catch (CommandException) when (!running.IsCompleted)
            {
                // Not far enough yet to be cancelled; ask again.
            }

            await Task.WhenAny(running, clock.Delay(CancelPause, CancellationToken.None));
            if (running.IsCompleted) break;
        }

        try
        {
            return await running;
        }
        catch (CommandException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException($"The update of {settings.Profile} was stopped; ./build.sh ProvisionInfra goes on with it.", cancellation);
        }
    }

    private async Task<T> OrBreakOwnLockAsync<T>(WorkspaceStack stack, Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (ConcurrentUpdateException locked) when (
            StackLock.Find(locked.Message) is { } held && held.IsOwnAndStale(Environment.UserName, Environment.MachineName, IsAlive))
        {
            await stack.CancelAsync(CancellationToken.None);
            return await command();
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Collect(EngineEvent engineEvent, ConcurrentQueue<PlannedStep> steps)
    {
        if (engineEvent.ResourcePreEvent?.Metadata is { } step) steps.Enqueue(new(step.Urn, step.Type, step.Op));
    }

    private static Action<EngineEvent> Report(IProgress<StageProgress> progress) => engineEvent =>
    {
        if (engineEvent.ResourcePreEvent?.Metadata is { Op: not OperationType.Same } begun)
            progress.Report(new(Name(begun), $"{begun.Op}".ToLowerInvariant()));
        else if (engineEvent.ResourceOutputsEvent?.Metadata is { Op: not OperationType.Same } done)
            progress.Report(new(Name(done), "done", 1));
        else if (engineEvent.ResourceOperationFailedEvent?.Metadata is { } failed)
            progress.Report(new(Name(failed), "failed"));
        else if (engineEvent.DiagnosticEvent is { Severity: "error" or "warning", Ephemeral: not true } said)
            progress.Report(new(said.Urn is { Length: > 0 } urn ? urn[(urn.LastIndexOf("::", StringComparison.Ordinal) + 2)..] : "pulumi", said.Severity, Detail: said.Message.Trim()));
    };

    private static string Name(StepEventMetadata step) => new PlannedStep(step.Urn, step.Type, step.Op).Name;

    private static string Describe(IEnumerable<KeyValuePair<OperationType, int>> changes) =>
        string.Join(", ", changes.Select(pair => $"{pair.Value} to {$"{pair.Key}".ToLowerInvariant()}"));

    private static InfraOutputs Read(IReadOnlyDictionary<string, OutputValue> outputs) =>
        OutputsReader.Read(JsonSerializer.SerializeToElement(outputs.ToDictionary(pair => pair.Key, pair => pair.Value.Value)));
}
