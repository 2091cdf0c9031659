using System.Text.Json.Nodes;
using Pulumi.Automation;
using Pulumi.Automation.Commands.Exceptions;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>Takes the infrastructure down, but for what holds data. Asking the person is the caller's business; it shows <see cref="PlanAsync"/> for that.</summary>
public sealed class DestroyStage(IClock? clock = null, HttpMessageHandler? handler = null)
{
    public const string Name = "Destroy";

    public static async Task<DestroyPlan> PlanAsync(QuorumSettings settings, ProvisionOptions? options, IReadOnlyCollection<string> named) =>
        DestroyPlan.Of(ResourceGraph.Parse(await GraphExport.ExportAsync(InfraSettings.From(settings, options), settings.Profile)), named);

    /// <param name="named">Logical names or URNs of volumes, the snapshot bucket or keys that shall go as well.</param>
    public async Task<StageOutcome> RunAsync(
        QuorumSettings settings, ProvisionOptions? options, IReadOnlyCollection<string> named, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var plan = await PlanAsync(settings, options, named);
        if (settings.Cloud == CloudKind.Aws) await OnAwsAsync(settings, options ?? new(), plan, progress, cancellation);
        else await LocallyAsync(settings, options, plan, cancellation);
        var kept = plan.KeptNames;
        return StageOutcome.Changed(Name, $"{plan.Deleted.Count} resources deleted, {kept.Count} kept", ("deleted", $"{plan.Deleted.Count}"), ("kept", string.Join(", ", kept)));
    }

    private async Task LocallyAsync(QuorumSettings settings, ProvisionOptions? options, DestroyPlan plan, CancellationToken cancellation)
    {
        if (await AppliedGraph.ReadAsync(settings, cancellation) is null) return;
        var graph = JsonNode.Parse(await GraphExport.ExportAsync(InfraSettings.From(settings, options), settings.Profile))!;
        var resources = graph["resources"]!.AsArray();
        foreach (var resource in resources.Where(resource => !plan.Kept.Contains(resource!["urn"]!.GetValue<string>())).ToArray()) resources.Remove(resource);
        using var http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        await new LocalProvisioner(settings, http).ApplyAsync(graph.ToJsonString(), cancellation);
        AppliedGraph.Forget(settings);
    }

    private async Task OnAwsAsync(QuorumSettings settings, ProvisionOptions options, DestroyPlan plan, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var session = new PulumiSession(settings, options);
        using var stack = await session.OpenAsync(create: false, cancellation);
        try
        {
            foreach (var urn in plan.Unprotected)
            {
                progress.Report(new(urn, "lifting the protection"));
                await stack.State.UnprotectAsync(urn, cancellation);
            }

            var destroy = new DestroyOptions { Color = "never", Exclude = [.. plan.Kept], Message = Name };
            await new PulumiProvisioner(settings, options, clock ?? SystemClock.Instance).RunToItsEndAsync(stack, () => stack.DestroyAsync(destroy), cancellation);
        }
        catch (CommandException failed)
        {
            throw session.Explain("could not destroy", failed);
        }
    }
}
