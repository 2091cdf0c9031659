using System.Reflection;
using Nuke.Common.Logging;

namespace Nuke.Common.Execution;

/// <summary>First lines of a run. The real engine's picture is left out.</summary>
internal static class Banner
{
    private const string StandsFor = "10.1.0";

    public static bool Disabled(NukeBuild build, DefaultOutput output) =>
        build.GetType().CustomAttributes.Any(x => x.AttributeType == typeof(DisableDefaultOutputAttribute))
        && build.GetType().GetCustomAttributes<DisableDefaultOutputAttribute>().Any(x => x.DisabledOutputs.Contains(output));

    public static void Write(NukeBuild build)
    {
        var output = new OutputBuffer(NukeBuild.Host.Theme);
        var system = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "OSX" : "Linux";
        output.Line();
        output.Line(
            $"NUKE Execution Engine version {StandsFor} ({system},.NETCoreApp,Version=v{Environment.Version.ToString(2)}; stand-in)",
            Style.Debug);
        output.Line();
        output.Flush();
    }
}
