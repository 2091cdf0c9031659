using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <param name="Changes">What was made, changed or removed, for the reports.</param>
public sealed record ProvisionResult(StageOutcome Outcome, InfraOutputs Outputs, IReadOnlyList<InfraChange> Changes);

/// <summary>Brings the infrastructure to what <c>infra/</c> describes: through Pulumi on AWS, through the exported graph on the embedded AWS.</summary>
public sealed class ProvisionStage(IClock? clock = null, HttpMessageHandler? handler = null)
{
    public const string Name = "ProvisionInfra";

    // Starting the tasks of a large cluster on the embedded AWS takes longer than the default of 100 s allows.
    private static readonly TimeSpan ApplyLimit = TimeSpan.FromMinutes(5);

    /// <exception cref="InputException">The settings are wrong for the infrastructure.</exception>
    /// <exception cref="StageException">A guard stopped the plan, or provisioning failed.</exception>
    public async Task<ProvisionResult> RunAsync(
        QuorumSettings settings, ProvisionOptions? options, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var config = InfraSettings.From(settings, options);
        if (settings.Cloud == CloudKind.Aws)
            return await new PulumiProvisioner(settings, options ?? new(), clock ?? SystemClock.Instance).RunAsync(config, progress, cancellation);
        using var http = Client();
        return await new LocalProvisioner(settings, http, options?.Allow).RunAsync(config, progress, cancellation);
    }

    /// <summary>Reads only: what <see cref="RunAsync"/> would change, by the engine's preview on an account and by comparing the graphs on the embedded AWS.</summary>
    /// <exception cref="StageException">A guard would stop the plan.</exception>
    public async Task<IReadOnlyList<InfraChange>> PreviewAsync(QuorumSettings settings, ProvisionOptions? options, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var config = InfraSettings.From(settings, options);
        return settings.Cloud == CloudKind.Aws
            ? await new PulumiProvisioner(settings, options ?? new(), clock ?? SystemClock.Instance).PreviewAsync(config, progress, cancellation)
            : await LocalProvisioner.PreviewAsync(settings, config, cancellation);
    }

    /// <summary>The outputs of what is provisioned already, without changing anything; for a later stage that runs alone.</summary>
    /// <exception cref="StageException">Nothing is provisioned yet.</exception>
    public async Task<InfraOutputs> ReadOutputsAsync(QuorumSettings settings, ProvisionOptions? options, CancellationToken cancellation)
    {
        if (settings.Cloud == CloudKind.Aws)
            return await new PulumiProvisioner(settings, options ?? new(), clock ?? SystemClock.Instance).ReadOutputsAsync(cancellation);
        if (await AppliedGraph.ReadAsync(settings, cancellation) is not { } applied)
            throw new StageException($"Nothing is provisioned for the profile {settings.Profile} yet.", "./build.sh ProvisionInfra");
        using var http = Client();
        var report = await new LocalProvisioner(settings, http).LookAsync(cancellation);
        var outputs = OutputsReader.Read(ResourceGraph.Parse(applied.Json).Outputs, report.Addresses);
        return outputs.Slots.Where(slot => !report.Addresses.ContainsKey(slot.Name)).Select(slot => slot.Name).ToList() is { Count: > 0 } gone
            ? throw new StageException($"The embedded AWS has no instance of {string.Join(", ", gone)}.", "./build.sh ProvisionInfra")
            : outputs;
    }

    private HttpClient Client() =>
        handler is null ? new() { Timeout = ApplyLimit } : new(handler, disposeHandler: false) { Timeout = ApplyLimit };
}
