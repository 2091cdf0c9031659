using System.Globalization;
using Serilog.Events;
using Serilog.Parsing;

namespace Nuke.Common.Logging;

/// <summary><c>HH:mm:ss [LVL] message</c>, the exception on lines of its own; the verbosity filters here and nowhere else.</summary>
internal sealed class ConsoleSink
{
    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < Minimum())
            return;
        var output = new OutputBuffer(NukeBuild.Host.Theme);
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " [", Style.Secondary);
        output.Write(Letters(logEvent.Level), StyleOf(logEvent.Level)).Write("] ", Style.Secondary);
        Message(output, logEvent);
        output.End();
        if (logEvent.Exception != null)
            Exception(output, logEvent.Exception);
        output.Flush();
    }

    /// <summary>A line of the "Errors &amp; Warnings" block.</summary>
    public static void WriteSummaryLine(OutputBuffer output, LogEvent logEvent, string target)
    {
        const int targetWidth = 20;
        var shown = target.Length > targetWidth ? target[..targetWidth] : target;
        output.Write("[", Style.Secondary).Write(Letters(logEvent.Level), StyleOf(logEvent.Level)).Write("] ", Style.Secondary);
        output.Write(shown + ": ", Style.Secondary);
        Message(output, logEvent);
        output.End();
    }

    public static string Letters(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "VRB",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };

    private static LogEventLevel Minimum() => NukeBuild.Verbosity switch
    {
        Verbosity.Verbose => LogEventLevel.Verbose,
        Verbosity.Normal => LogEventLevel.Debug,
        Verbosity.Minimal => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static Style StyleOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => Style.Verbose,
        LogEventLevel.Debug => Style.Debug,
        LogEventLevel.Information => Style.Information,
        LogEventLevel.Warning => Style.Warning,
        LogEventLevel.Error => Style.Error,
        _ => Style.Fatal,
    };

    private static void Message(OutputBuffer output, LogEvent logEvent)
    {
        var text = logEvent.Level == LogEventLevel.Verbose ? Style.Verbose : Style.Text;
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value))
                output.Write(Aligned(ValueText.Render(value, property.Format), property.Alignment), Style.Information);
            else
                output.Write(token is TextToken plain ? plain.Text : token.ToString()!, text);
        }
    }

    private static string Aligned(string text, Alignment? alignment) => alignment switch
    {
        { Direction: AlignmentDirection.Right } right => text.PadLeft(right.Width),
        { } left => text.PadRight(left.Width),
        null => text,
    };

    private static void Exception(OutputBuffer output, Exception exception)
    {
        foreach (var line in exception.ToString().Split('\n'))
            output.Line(line.TrimEnd('\r'), line.StartsWith("   at ", StringComparison.Ordinal) ? Style.Secondary : Style.Text);
    }
}
