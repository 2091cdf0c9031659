using System;
using Quorum.Reporting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

/// <summary>Everything the engine and the targets log passes through the one redaction point, whatever sinks (console, file) the engine has set up behind.</summary>
sealed class RedactedLog(ILogger inner, Redaction redaction) : ILogEventSink
{
    private static readonly MessageTemplateParser Parser = new();

    public static void Install(Redaction redaction) => Log.Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new RedactedLog(Log.Logger, redaction)).CreateLogger();

    public void Emit(LogEvent logEvent)
    {
        var text = logEvent.RenderMessage();
        var error = logEvent.Exception?.ToString();
        var (said, thrown) = (redaction.Apply(text), error is null ? null : redaction.Apply(error));
        // As it came, unless there is something to hide: properties keep their colours.
        if (said == text && thrown == error) inner.Write(logEvent);
        else inner.Write(new LogEvent(logEvent.Timestamp, logEvent.Level, thrown is null ? null : new RedactedException(thrown), Parser.Parse(said.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)), []));
    }

    private sealed class RedactedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
