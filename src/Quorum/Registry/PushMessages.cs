using Docker.DotNet.Models;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <summary>Reads the engine's push messages: one item per layer, and the rate of all of them.</summary>
public sealed class PushMessages(IProgress<StageProgress> progress, IClock clock) : IProgress<JSONMessage>
{
    private const double BytesPerMiB = 1 << 20;

    private readonly Dictionary<string, Layer> layers = [];
    private readonly DateTimeOffset started = clock.Now;

    public string? Error { get; private set; }

    /// <summary><c>sha256:…</c> as the registry confirmed it to the engine.</summary>
    public string? Digest { get; private set; }

    public int Pushed => layers.Values.Count(layer => layer.State == "pushed");

    /// <summary>Layers the registry had already, here or in another repository.</summary>
    public int Present => layers.Values.Count(layer => layer.State == "present");

    /// <summary>Bytes sent, as the engine counts them (before compression).</summary>
    public long Bytes => layers.Values.Sum(layer => layer.Bytes);

    public void Report(JSONMessage value)
    {
        if (value.Error is { } error) Error ??= error.Message ?? $"the engine reports code {error.Code}";
        if (value.Aux?.ExtensionData is { } aux && aux.TryGetValue("Digest", out var digest) && digest?.ToString() is { Length: > 0 } text) Digest = text;
        if (value.ID is not { Length: > 0 } id || value.Status is not { Length: > 0 } status) return;

        var layer = layers.GetValueOrDefault(id, new("waiting", 0));
        var state = status switch
        {
            "Pushing" => "pushing",
            "Pushed" => "pushed",
            "Layer already exists" => "present",
            _ when status.StartsWith("Mounted from", StringComparison.Ordinal) => "present",
            "Preparing" or "Waiting" => "waiting",
            _ => null,
        };
        // Anything else is the summary line ("<tag>: digest: …"), whose id is the tag.
        if (state is null) return;
        // "Pushed" says so without a count, and a total of compressed bytes can be passed: both end at 1.
        var current = value.Progress?.Current ?? layer.Bytes;
        layers[id] = new(state, Math.Max(layer.Bytes, state == "present" ? 0 : current));
        double? fraction = state switch
        {
            "pushed" or "present" => 1,
            "pushing" when value.Progress is { Current: { } sent, Total: > 0 } => Math.Clamp(sent / (double)value.Progress.Total!.Value, 0, 1),
            _ => null,
        };
        progress.Report(new($"layer {id}", state, fraction, state == "pushing" ? Rate() : null));
    }

    private string? Rate()
    {
        var seconds = (clock.Now - started).TotalSeconds;
        return seconds <= 0 ? null : $"{Bytes / BytesPerMiB / seconds:0.0} MiB/s in all";
    }

    private sealed record Layer(string State, long Bytes);
}
