using System.Net.Http.Json;
using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Drills;

/// <summary>The embedded AWS's own faults, for what happens inside an instance; whole instances go the way of AWS.</summary>
internal sealed class LocalStrikes(string endpoint, IStrikes instances) : IStrikes, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public string? Refusal(DrillKind kind) => null;

    public Task StrikeAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation) => kind switch
    {
        DrillKind.Node => EachAsync("kill", slots, cancellation),
        DrillKind.Pause => EachAsync("pause", slots, cancellation),
        DrillKind.Disk => EachAsync("fill", slots, cancellation),
        DrillKind.Cut => EachAsync("cut", slots, cancellation),
        _ => instances.StrikeAsync(kind, slots, cancellation),
    };

    public Task MendAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation) => kind switch
    {
        DrillKind.Pause => EachAsync("resume", slots, cancellation),
        DrillKind.Disk => EachAsync("free", slots, cancellation),
        DrillKind.Cut => EachAsync("heal", slots, cancellation),
        _ => Task.CompletedTask,
    };

    public void Dispose() => _http.Dispose();

    private async Task EachAsync(string fault, IReadOnlyList<string> slots, CancellationToken cancellation)
    {
        foreach (var slot in slots)
        {
            using var answer = await _http.PostAsync($"{endpoint}/_quorum/nodes/{slot}/{fault}", null, cancellation).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) continue;
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation).ConfigureAwait(false);
            throw new StageException($"{fault} {slot}: {(body.TryGetProperty("message", out var message) ? message.GetString() : answer.ReasonPhrase)}", "choose another kind of drill, or mend what it says");
        }
    }
}
