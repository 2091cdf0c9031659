namespace Quorum.Pipeline;

/// <summary>One thing that happened or moved on during a stage; reported synchronously, shown live on a terminal and sparsely in CI.</summary>
/// <param name="Item">What it is about: a layer, a resource, a slot, a build step.</param>
/// <param name="State">Short present state, e.g. <c>pushing</c>, <c>stopped</c>, <c>green</c>.</param>
/// <param name="Fraction">0 to 1 when known.</param>
public sealed record StageProgress(string Item, string State, double? Fraction = null, string? Detail = null)
{
    /// <summary>How long it still takes, e.g. <c>about 40 s left</c>; null when not known. Holds until the next report.</summary>
    public string? Left { get; init; }
}

/// <summary>Calls back on the reporting thread; <see cref="Progress{T}"/> would post to a pool and reorder.</summary>
public sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
