namespace Quorum.Smoke;

/// <summary>One named property of a healthy cluster. Pure: judges what was observed, asks nothing itself.</summary>
public abstract class SmokeCheck
{
    /// <summary>As in reports and <c>--since</c> comparisons; never changes its meaning.</summary>
    public abstract string Name { get; }

    /// <summary>What a person does when it fails, with the command.</summary>
    public abstract string Remedy { get; }

    /// <summary>Whether a failure may pass by itself while a roll settles, so that a later look is worth its time; false where only a person's deed changes it.</summary>
    public virtual bool Settles(SmokeObservation seen) => true;

    public abstract Finding Judge(SmokeObservation seen, SmokeExpectation expected);
}
