using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Oci;

/// <summary>
/// <c>POST /_quorum/scan</c>: <c>{"repository":"…","image":"tag or digest","status":"COMPLETE","findings":[{"name","severity","description","uri"}]}</c>,
/// all but the findings optional.
/// </summary>
internal sealed class ScanAdmin(RegistryStore store)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Request(string? Repository, string? Image, string? Status, string? Description, List<ScanFinding>? Findings);

    public async Task HandleAsync(HttpContext context)
    {
        Request? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<Request>(context.Request.Body, Json, context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, "the body is not the JSON of a scan result: " + e.Message).ConfigureAwait(false);
            return;
        }
        var status = request?.Status ?? ScanPlan.Complete;
        var findings = request?.Findings ?? [];
        var problems = new List<string>();
        if (!ScanPlan.Statuses.Contains(status)) problems.Add($"status must be one of {string.Join(", ", ScanPlan.Statuses)}");
        problems.AddRange(findings.Where(f => string.IsNullOrEmpty(f.Name) || !ScanPlan.Severities.Contains(f.Severity))
            .Select(f => $"finding '{f.Name}' needs a name and a severity of {string.Join(", ", ScanPlan.Severities)}"));
        if (problems.Count > 0)
        {
            await RefuseAsync(context, string.Join("; ", problems)).ConfigureAwait(false);
            return;
        }
        store.Plan(new ScanPlan(request?.Repository, request?.Image, status, request?.Description, findings));
        await store.SavedAsync().ConfigureAwait(false);
        await HostJson.WriteAsync(context, new JsonObject { ["status"] = status, ["findings"] = findings.Count }).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, string message) =>
        HostJson.WriteAsync(context, new JsonObject { ["message"] = message }, StatusCodes.Status400BadRequest);
}
