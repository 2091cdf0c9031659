using System.Collections.Immutable;

namespace Pulumi.Automation;

public enum UpdateState { NotStarted, InProgress, Succeeded, Failed }

public enum UpdateKind { Update, Preview, Refresh, Rename, Destroy, Import, ResourceImport }

public enum OperationType
{
    Unknown = -1, Same, Create, Update, Delete, Replace, CreateReplacement, DeleteReplaced, Read, ReadReplacement, Refresh, ReadDiscard, DiscardReplaced,
    RemovePendingReplace, Import, ImportReplacement,
}

public sealed class ConfigValue(string value, bool isSecret = false)
{
    public string Value { get; set; } = value;

    public bool IsSecret { get; set; } = isSecret;
}

public sealed class OutputValue
{
    internal OutputValue(object value, bool isSecret) => (Value, IsSecret) = (value, isSecret);

    public object Value { get; }

    public bool IsSecret { get; }
}

public sealed class UpdateSummary
{
    internal UpdateSummary(UpdateKind kind, DateTime startTime, string message, UpdateState result, DateTime endTime, int? version, IImmutableDictionary<OperationType, int>? changes) =>
        (Kind, StartTime, Message, Result, EndTime, Version, ResourceChanges) = (kind, startTime, message, result, endTime, version, changes);

    public UpdateKind Kind { get; }

    public DateTime StartTime { get; }

    public string Message { get; }

    public UpdateState Result { get; }

    public DateTime EndTime { get; }

    public int? Version { get; }

    public IImmutableDictionary<OperationType, int>? ResourceChanges { get; }
}

public class UpdateResult
{
    internal UpdateResult(string output, string error, UpdateSummary? summary) => (StandardOutput, StandardError, Summary) = (output, error, summary!);

    public string StandardOutput { get; }

    public string StandardError { get; }

    /// <summary>Null when the history is empty.</summary>
    public UpdateSummary Summary { get; }
}

public sealed class UpResult : UpdateResult
{
    internal UpResult(string output, string error, UpdateSummary? summary, IImmutableDictionary<string, OutputValue> outputs)
        : base(output, error, summary) => Outputs = outputs;

    public IImmutableDictionary<string, OutputValue> Outputs { get; }
}

public sealed class PreviewResult
{
    internal PreviewResult(string output, string error, IImmutableDictionary<OperationType, int> changes) =>
        (StandardOutput, StandardError, ChangeSummary) = (output, error, changes);

    public string StandardOutput { get; }

    public string StandardError { get; }

    public IImmutableDictionary<OperationType, int> ChangeSummary { get; }
}
