namespace Pulumi.Automation.Commands.Exceptions
{
    public class CommandException : Exception
    {
        internal CommandException(string name, CommandResult result) : base(result.ToString()) => Name = name;

        public string Name { get; }

        internal static CommandException Of(CommandResult result)
        {
            static bool Says(string text, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(text, pattern);
            var error = result.StandardError;
            if (Says(error, "no stack named.*found")) return new StackNotFoundException(result);
            if (Says(error, "stack.*already exists")) return new StackAlreadyExistsException(result);
            return error.Contains("[409] Conflict: Another update is currently in progress.", StringComparison.Ordinal) ||
                   error.Contains("the stack is currently locked by", StringComparison.Ordinal)
                ? new ConcurrentUpdateException(result)
                : new CommandException(nameof(CommandException), result);
        }
    }

    public sealed class StackNotFoundException : CommandException
    {
        internal StackNotFoundException(CommandResult result) : base(nameof(StackNotFoundException), result) { }
    }

    public sealed class StackAlreadyExistsException : CommandException
    {
        internal StackAlreadyExistsException(CommandResult result) : base(nameof(StackAlreadyExistsException), result) { }
    }

    public sealed class ConcurrentUpdateException : CommandException
    {
        internal ConcurrentUpdateException(CommandResult result) : base(nameof(ConcurrentUpdateException), result) { }
    }
}

namespace Pulumi.Automation.Commands
{
    public sealed class CommandResult(int code, string standardOutput, string standardError)
    {
        public int Code { get; } = code;

        public string StandardOutput { get; } = standardOutput;

        public string StandardError { get; } = standardError;

        public override string ToString() => $"code: {Code}\nstdout: {StandardOutput}\nstderr: {StandardError}\n";
    }
}

namespace Pulumi.Automation.Exceptions
{
    public class MissingExpectedEventException : Exception
    {
        internal MissingExpectedEventException(string message) : base(message) { }
    }

    public sealed class NoSummaryEventException : MissingExpectedEventException
    {
        internal NoSummaryEventException() : base("No summary of changes.") { }
    }
}
