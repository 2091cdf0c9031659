using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi.Automation.Events;

/// <summary>One event of the engine; exactly one member is set, none for a kind this does not know.</summary>
public sealed class EngineEvent
{
    internal EngineEvent(JsonElement json)
    {
        Sequence = json.TryGetProperty("sequence", out var sequence) ? sequence.GetInt32() : 0;
        Timestamp = json.TryGetProperty("timestamp", out var timestamp) ? timestamp.GetInt32() : 0;
        if (json.TryGetProperty("cancelEvent", out _)) CancelEvent = new();
        if (json.TryGetProperty("diagnosticEvent", out var diagnostic)) DiagnosticEvent = new(diagnostic);
        if (json.TryGetProperty("summaryEvent", out var summary)) SummaryEvent = new(summary);
        if (json.TryGetProperty("resourcePreEvent", out var before)) ResourcePreEvent = new(before);
        if (json.TryGetProperty("resOutputsEvent", out var after)) ResourceOutputsEvent = new(after);
        if (json.TryGetProperty("resOpFailedEvent", out var failed)) ResourceOperationFailedEvent = new(failed);
    }

    public int Sequence { get; }

    public int Timestamp { get; }

    public CancelEvent? CancelEvent { get; }

    public DiagnosticEvent? DiagnosticEvent { get; }

    public SummaryEvent? SummaryEvent { get; }

    public ResourcePreEvent? ResourcePreEvent { get; }

    public ResourceOutputsEvent? ResourceOutputsEvent { get; }

    public ResourceOperationFailedEvent? ResourceOperationFailedEvent { get; }
}

public sealed class CancelEvent;

public sealed class DiagnosticEvent
{
    internal DiagnosticEvent(JsonElement json)
    {
        Urn = Json.Text(json, "urn");
        Message = Json.Text(json, "message") ?? "";
        Severity = Json.Text(json, "severity") ?? "";
        Ephemeral = json.TryGetProperty("ephemeral", out var flag) && flag.ValueKind == JsonValueKind.True;
    }

    public string? Urn { get; }

    public string Message { get; }

    public string Severity { get; }

    public bool? Ephemeral { get; }
}

public sealed class SummaryEvent
{
    internal SummaryEvent(JsonElement json)
    {
        MaybeCorrupt = json.TryGetProperty("maybeCorrupt", out var corrupt) && corrupt.GetBoolean();
        DurationSeconds = json.TryGetProperty("durationSeconds", out var seconds) ? seconds.GetInt32() : 0;
        ResourceChanges = json.TryGetProperty("resourceChanges", out var changes) ? Json.Changes(changes) : ImmutableDictionary<OperationType, int>.Empty;
    }

    public bool MaybeCorrupt { get; }

    public int DurationSeconds { get; }

    public IImmutableDictionary<OperationType, int> ResourceChanges { get; }
}

public sealed class ResourcePreEvent
{
    internal ResourcePreEvent(JsonElement json)
    {
        Metadata = new(json.GetProperty("metadata"));
        Planning = json.TryGetProperty("planning", out var planning) ? planning.GetBoolean() : null;
    }

    public StepEventMetadata Metadata { get; }

    public bool? Planning { get; }
}

public sealed class ResourceOutputsEvent
{
    internal ResourceOutputsEvent(JsonElement json)
    {
        Metadata = new(json.GetProperty("metadata"));
        Planning = json.TryGetProperty("planning", out var planning) ? planning.GetBoolean() : null;
    }

    public StepEventMetadata Metadata { get; }

    public bool? Planning { get; }
}

public sealed class ResourceOperationFailedEvent
{
    internal ResourceOperationFailedEvent(JsonElement json)
    {
        Metadata = new(json.GetProperty("metadata"));
        Status = json.TryGetProperty("status", out var status) ? status.GetInt32() : 0;
        Steps = json.TryGetProperty("steps", out var steps) ? steps.GetInt32() : 0;
    }

    public StepEventMetadata Metadata { get; }

    public int Status { get; }

    public int Steps { get; }
}

public sealed class StepEventMetadata
{
    internal StepEventMetadata(JsonElement json)
    {
        Op = Json.Operation(Json.Text(json, "op") ?? "");
        Urn = Json.Text(json, "urn") ?? "";
        Type = Json.Text(json, "type") ?? "";
        Keys = Json.Texts(json, "keys");
        Diffs = Json.Texts(json, "diffs");
        Logical = json.TryGetProperty("logical", out var logical) ? logical.GetBoolean() : null;
        Provider = Json.Text(json, "provider") ?? "";
    }

    public OperationType Op { get; }

    public string Urn { get; }

    public string Type { get; }

    public IImmutableList<string>? Keys { get; }

    public IImmutableList<string>? Diffs { get; }

    public bool? Logical { get; }

    public string Provider { get; }
}
