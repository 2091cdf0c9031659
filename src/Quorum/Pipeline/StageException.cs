namespace Quorum.Pipeline;

/// <summary>
/// A failure a person can act on. The message says what failed and where (slot, shard, layer, parameter) and why;
/// <see cref="WayOut"/> says what to do, with the next command. Shown without a stack trace.
/// </summary>
public class StageException(string message, string wayOut, Exception? inner = null) : Exception(message, inner)
{
    public string WayOut { get; } = wayOut;

    public override string ToString() => WayOut.Length == 0 ? Message : $"{Message}{Environment.NewLine}  → {WayOut}";
}

/// <summary>Bad input: every problem at once, one line each.</summary>
public sealed class InputException(IReadOnlyList<InputProblem> problems)
    : StageException(string.Join(Environment.NewLine, problems.Select(problem => problem.ToString())), "")
{
    public IReadOnlyList<InputProblem> Problems { get; } = problems;
}

/// <param name="Parameter">Name as given on the command line, without dashes, e.g. <c>ZoneCount</c>.</param>
/// <param name="Value">What was given; a secret is given as <c>(secret)</c>.</param>
/// <param name="Right">What would be right, with an example.</param>
public sealed record InputProblem(string Parameter, string Value, string Right)
{
    public override string ToString() => $"{Parameter} = {(Value.Length == 0 ? "(empty)" : Value)}: {Right}";
}
