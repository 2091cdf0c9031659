namespace Quorum.Rehearsal.Checks;

/// <summary>A promise that was broken.</summary>
/// <param name="Invariant">Its name, e.g. <c>copy-outside-set</c>.</param>
/// <param name="At">Seconds after the roll's begin.</param>
public sealed record Violation(string Invariant, double At, string Text);
