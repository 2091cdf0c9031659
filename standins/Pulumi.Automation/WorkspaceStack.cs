using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pulumi.Automation.Commands.Exceptions;
using Pulumi.Automation.Events;
using Pulumi.Automation.Exceptions;

namespace Pulumi.Automation;

public sealed class WorkspaceStack : IDisposable
{
    private const string Hidden = "[secret]";

    private WorkspaceStack(string name, Workspace workspace)
    {
        (Name, Workspace) = (name, workspace);
        State = new(name, workspace);
    }

    public string Name { get; }

    public Workspace Workspace { get; }

    public WorkspaceStackState State { get; }

    public static async Task<WorkspaceStack> SelectAsync(string name, Workspace workspace, CancellationToken cancellationToken = default)
    {
        await workspace.SelectAsync(name, cancellationToken);
        return new(name, workspace);
    }

    public static async Task<WorkspaceStack> CreateOrSelectAsync(string name, Workspace workspace, CancellationToken cancellationToken = default)
    {
        try
        {
            await workspace.SelectAsync(name, cancellationToken);
        }
        catch (StackNotFoundException)
        {
            await workspace.CreateAsync(name, cancellationToken);
        }

        return new(name, workspace);
    }

    public Task SetAllConfigAsync(IDictionary<string, ConfigValue> configMap, CancellationToken cancellationToken = default)
    {
        List<string> args = ["config", "set-all", "--stack", Name];
        foreach (var (key, value) in configMap) args.AddRange([value.IsSecret ? "--secret" : "--plaintext", $"{key}={value.Value}"]);
        return Workspace.Cli.RunAsync(args, cancellationToken);
    }

    public async Task<PreviewResult> PreviewAsync(PreviewOptions? options = null, CancellationToken cancellationToken = default)
    {
        SummaryEvent? summary = null;
        var args = Args("preview", options);
        if (options?.ExpectNoChanges == true) args.Add("--expect-no-changes");
        if (options?.Diff == true) args.Add("--diff");
        void OnEvent(EngineEvent engineEvent)
        {
            summary = engineEvent.SummaryEvent ?? summary;
            options?.OnEvent?.Invoke(engineEvent);
        }

        var result = await RunAsync(args, options, OnEvent, cancellationToken);
        return new(result.StandardOutput, result.StandardError, summary?.ResourceChanges ?? throw new NoSummaryEventException());
    }

    public async Task<UpResult> UpAsync(UpOptions? options = null, CancellationToken cancellationToken = default)
    {
        var args = Args("up", options, "--yes", "--skip-preview");
        if (options?.ExpectNoChanges == true) args.Add("--expect-no-changes");
        if (options?.Diff == true) args.Add("--diff");
        var result = await RunAsync(args, options, options?.OnEvent, cancellationToken);
        var outputs = await GetOutputsAsync(cancellationToken);
        return new(result.StandardOutput, result.StandardError, await SummaryAsync(options?.ShowSecrets, cancellationToken), outputs);
    }

    public async Task<UpdateResult> RefreshAsync(RefreshOptions? options = null, CancellationToken cancellationToken = default)
    {
        var args = options is null ? Args("refresh", options, "--yes") : Args("refresh", options, "--yes", "--skip-preview");
        var result = await RunAsync(args, options, options?.OnEvent, cancellationToken);
        return new(result.StandardOutput, result.StandardError, await SummaryAsync(options?.ShowSecrets, cancellationToken));
    }

    public async Task<UpdateResult> DestroyAsync(DestroyOptions? options = null, CancellationToken cancellationToken = default)
    {
        var args = Args("destroy", options, "--yes", "--skip-preview");
        if (options?.TargetDependents == true) args.Add("--target-dependents");
        if (options?.ExcludeDependents == true) args.Add("--exclude-dependents");
        var result = await RunAsync(args, options, options?.OnEvent, cancellationToken);
        return new(result.StandardOutput, result.StandardError, await SummaryAsync(options?.ShowSecrets, cancellationToken));
    }

    public async Task<ImmutableDictionary<string, OutputValue>> GetOutputsAsync(CancellationToken cancellationToken = default)
    {
        var masked = await Workspace.Cli.RunAsync(["stack", "output", "--json", "--stack", Name], cancellationToken);
        var plain = await Workspace.Cli.RunAsync(["stack", "output", "--json", "--show-secrets", "--stack", Name], cancellationToken);
        using var hidden = JsonDocument.Parse(masked.StandardOutput);
        using var shown = JsonDocument.Parse(plain.StandardOutput);
        return shown.RootElement.EnumerateObject().ToImmutableDictionary(
            member => member.Name,
            member => new OutputValue(
                Json.Plain(member.Value),
                hidden.RootElement.TryGetProperty(member.Name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() == Hidden));
    }

    public Task CancelAsync(CancellationToken cancellationToken = default) => Workspace.Cli.RunAsync(["cancel", "--yes", "--stack", Name], cancellationToken);

    public void Dispose() => Workspace.Dispose();

    private static List<string> Args(string command, UpdateOptions? options, params string[] fixedArgs)
    {
        List<string> args = [command, .. fixedArgs];
        if (options is null) return args;
        if (options.Parallel is { } parallel) args.AddRange(["--parallel", parallel.ToString(CultureInfo.InvariantCulture)]);
        if (options.Message is { Length: > 0 } message) args.AddRange(["--message", message]);
        foreach (var urn in options.Target ?? []) args.AddRange(["--target", urn]);
        foreach (var urn in options.Exclude ?? []) args.AddRange(["--exclude", urn]);
        if (options.Color is { Length: > 0 } color) args.AddRange(["--color", color]);
        return args;
    }

    private Task<Commands.CommandResult> RunAsync(List<string> args, UpdateOptions? options, Action<EngineEvent>? onEvent, CancellationToken cancellation)
    {
        args.AddRange(["--exec-kind", Workspace.ExecKind, "--stack", Name]);
        return Workspace.Cli.RunAsync(args, cancellation, onEvent, options?.OnStandardOutput, options?.OnStandardError);
    }

    private async Task<UpdateSummary?> SummaryAsync(bool? showSecrets, CancellationToken cancellation)
    {
        List<string> args = ["stack", "history", "--json", .. showSecrets == false ? Array.Empty<string>() : ["--show-secrets"], "--page-size", "1", "--page", "1", "--stack", Name];
        var result = await Workspace.Cli.RunAsync(args, cancellation);
        if (string.IsNullOrWhiteSpace(result.StandardOutput)) return null;
        using var json = JsonDocument.Parse(result.StandardOutput);
        if (json.RootElement.GetArrayLength() == 0) return null;
        var update = json.RootElement[0];
        return new(
            Enum.TryParse<UpdateKind>(Json.Text(update, "kind")?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var kind) ? kind : default,
            Time("startTime"), Json.Text(update, "message") ?? "",
            Enum.TryParse<UpdateState>(Json.Text(update, "result")?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var state) ? state : default,
            Time("endTime"), update.TryGetProperty("version", out var version) ? version.GetInt32() : null,
            update.TryGetProperty("resourceChanges", out var changes) ? Json.Changes(changes) : null);

        DateTime Time(string name) =>
            DateTime.TryParse(Json.Text(update, name), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : default;
    }
}

public sealed class WorkspaceStackState
{
    private readonly string stack;
    private readonly Workspace workspace;

    internal WorkspaceStackState(string stack, Workspace workspace) => (this.stack, this.workspace) = (stack, workspace);

    public Task UnprotectAsync(string urn, CancellationToken cancellationToken = default) =>
        workspace.Cli.RunAsync(["state", "unprotect", urn, "--yes", "--stack", stack], cancellationToken);
}
