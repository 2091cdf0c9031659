using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pulumi.Automation;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>What the embedded AWS made of a graph.</summary>
/// <param name="Changed">What it made, changed or removed; empty when all was as the graph says.</param>
/// <param name="WithoutMeaning">Type token and how many: resources that mean nothing there and are kept on record only.</param>
/// <param name="Addresses">Private address by slot.</param>
public sealed record ApplyReport(IReadOnlyList<string> Changed, IReadOnlyList<KeyValuePair<string, int>> WithoutMeaning, IReadOnlyDictionary<string, string> Addresses);

/// <summary>Exports the graph of the same program that runs on AWS, and has the embedded AWS apply it.</summary>
internal sealed class LocalProvisioner(QuorumSettings settings, HttpClient http, IReadOnlyCollection<string>? allowed = null)
{
    public async Task<ProvisionResult> RunAsync(InfraConfig config, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var applied = await AppliedGraph.ReadAsync(settings, cancellation);
        var identity = GraphIdentity.Of(config, settings.Profile);
        var asApplied = applied?.Identity == identity;
        if (!asApplied) progress.Report(new("graph", "exporting"));
        var json = asApplied ? applied!.Json : await GraphExport.ExportAsync(config, settings.Profile);
        var graph = ResourceGraph.Parse(json);
        var diff = GraphDiff.Between(asApplied ? graph : applied is null ? null : ResourceGraph.Parse(applied.Json), graph);
        // The same guard as on an account: a slot less is a data volume less.
        DriftGuard.Require(diff.Removed.Select(gone => new PlannedStep(gone.Urn, gone.Type, OperationType.Delete)), allowed ?? []);
        var count = graph.Resources.Count(resource => resource.Custom);
        progress.Report(new("graph", "applying", Detail: $"{count} resources"));
        var report = await ApplyAsync(json, cancellation);
        progress.Report(new("graph", "applied", Detail: $"{report.WithoutMeaning.Sum(kind => kind.Value)} resources of {report.WithoutMeaning.Count} kinds are kept on record only"));
        var unchanged = applied?.Json == json && report.Changed.Count == 0;
        if (!unchanged || !asApplied) await AppliedGraph.SaveAsync(settings, new(json, identity), cancellation);

        var outputs = OutputsReader.Read(graph.Outputs, report.Addresses);
        var facts = new (string, string)[]
        {
            ("resources", $"{count}"), ("slots", $"{outputs.Slots.Count}"), ("added", $"{diff.Added.Count}"), ("changed", $"{diff.Changed.Count}"),
            ("removed", $"{diff.Removed.Count}"), ("kept on record only", $"{report.WithoutMeaning.Sum(kind => kind.Value)}"),
        };
        var summary = $"{count} resources, {outputs.Slots.Count} slots in {outputs.Zones.Count()} zones";
        return new(
            unchanged ? StageOutcome.Unchanged(ProvisionStage.Name, $"{summary}: nothing to change", facts) : StageOutcome.Changed(ProvisionStage.Name, summary, facts),
            outputs,
            Changes(diff));
    }

    public static async Task<IReadOnlyList<InfraChange>> PreviewAsync(QuorumSettings settings, InfraConfig config, CancellationToken cancellation)
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(config, settings.Profile));
        var applied = await AppliedGraph.ReadAsync(settings, cancellation);
        return Changes(GraphDiff.Between(applied is null ? null : ResourceGraph.Parse(applied.Json), graph));
    }

    private static IReadOnlyList<InfraChange> Changes(GraphDiff diff) =>
    [
        .. diff.Added.Select(resource => new InfraChange("create", resource.Type, resource.Name)),
        .. diff.Changed.Select(pair => new InfraChange("update", pair.Key.Type, pair.Key.Name, string.Join(", ", pair.Value))),
        .. diff.Removed.Select(resource => new InfraChange("delete", resource.Type, resource.Name)),
    ];

    /// <summary>What there is now; mends nothing, as reading a stack's outputs on an account mends nothing.</summary>
    public Task<ApplyReport> LookAsync(CancellationToken cancellation) => AskAsync(() => http.GetAsync(ApplyUrl, cancellation), cancellation);

    public async Task<ApplyReport> ApplyAsync(string graph, CancellationToken cancellation)
    {
        using var content = new StringContent(graph, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await AskAsync(() => http.PostAsync(ApplyUrl, content, cancellation), cancellation);
    }

    private Uri ApplyUrl => new($"{settings.LocalEndpoint}/_quorum/apply");

    private async Task<ApplyReport> AskAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await ask();
        }
        catch (HttpRequestException refused)
        {
            throw new StageException($"The embedded AWS does not answer on {settings.LocalEndpoint}: {refused.Message}", "./build.sh LocalUp", refused);
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return response.IsSuccessStatusCode
                ? ReadReport(text)
                : throw new StageException($"The embedded AWS refused the graph ({(int)response.StatusCode}): {text}", $"See {Path.Combine(settings.LocalFolder, "log.txt")}");
        }
    }

    // Fields that a later embedded AWS adds do not hurt, and a missing one means there is nothing of the kind.
    internal static ApplyReport ReadReport(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new(
            [.. Items(root, "applied").Concat(Items(root, "removed")).Select(item => item.GetString()!)],
            [.. Items(root, "noLocalMeaning").Select(item => KeyValuePair.Create(item.GetProperty("type").GetString()!, item.GetProperty("count").GetInt32()))],
            Items(root, "instances").ToDictionary(item => item.GetProperty("slot").GetString()!, item => item.GetProperty("address").GetString()!));
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string property) =>
        root.TryGetProperty(property, out var list) ? list.EnumerateArray() : [];
}
