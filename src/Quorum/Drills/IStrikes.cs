namespace Quorum.Drills;

/// <summary>What does the damage, and undoes it.</summary>
public interface IStrikes
{
    /// <summary>Why this kind of drill cannot be had here; null when it can.</summary>
    string? Refusal(DrillKind kind);

    /// <param name="slots">Slot names.</param>
    /// <exception cref="Pipeline.StageException">It could not be done; nothing or only a part of it happened.</exception>
    Task StrikeAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation);

    /// <summary>Undoes what does not undo itself: lets a node go on, frees a disk, heals a network. Doing it twice is as good.</summary>
    Task MendAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation);
}
