using System.Globalization;

namespace Quorum.Rehearsal.World;

/// <summary>A readable timeline, kept only when somebody is going to read it.</summary>
internal sealed class Trace(SimWorld world)
{
    public List<string> Lines { get; } = [];

    public void Line(string text)
    {
        var at = world.Queue.Now - world.Begun;
        if (world.Begun > TimeSpan.Zero) Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,9:0.0} s  {text}"));
    }
}
