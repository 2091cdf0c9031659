using Nuke.Common.Utilities;
using Serilog;
using Serilog.Core;

namespace Nuke.Common.Logging;

/// <summary>Connects Serilog's static log with the console, the log files (local only), and the memory of warnings and errors.</summary>
internal static class LogSetup
{
    private static readonly AsyncLocal<string> s_target = new();
    private static string s_running = "";
    private static FileSink s_file;

    /// <summary>The target whose actions run; empty outside of targets.</summary>
    public static string Target => s_target.Value ?? s_running;

    public static void Start(NukeBuild build)
    {
        s_file = NukeBuild.IsLocalBuild && !build.Help && !build.Plan ? new FileSink(NukeBuild.TemporaryDirectory) : null;
        Log.Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new EngineSink(s_file)).CreateLogger();
    }

    public static void Stop()
    {
        Log.CloseAndFlush();
        s_file?.Dispose();
    }

    public static IDisposable SetTarget(string name)
    {
        s_running = name;
        s_target.Value = name;
        return new DelegateDisposable(() =>
        {
            s_running = "";
            s_target.Value = null;
        });
    }

    private sealed class EngineSink(FileSink file) : ILogEventSink
    {
        private readonly ConsoleSink _console = new();

        public void Emit(Serilog.Events.LogEvent logEvent)
        {
            var host = NukeBuild.Host;
            if (host.FilterMessage(logEvent.MessageTemplate.Text))
                return;
            InMemorySink.Instance.Emit(logEvent, Target);
            if (logEvent.Level == Serilog.Events.LogEventLevel.Warning)
                host.ReportWarning(logEvent.RenderMessage());
            else if (logEvent.Level > Serilog.Events.LogEventLevel.Warning)
                host.ReportError(logEvent.RenderMessage());
            _console.Emit(logEvent);
            file?.Emit(logEvent, Target);
        }
    }
}
