using System.Diagnostics;

namespace Quorum.Access;

/// <summary>The session-manager-plugin of this machine.</summary>
internal sealed record SessionPlugin(string File)
{
    private const string Name = "session-manager-plugin";

    /// <summary>From 1.2.497.0 on the plugin takes a session's token from its environment; an older one only from its arguments, which every user of the machine can list.</summary>
    internal static readonly Version LastWithTheTokenInItsArguments = new(1, 2, 497, 0);

    /// <param name="path">The variable PATH.</param>
    /// <returns>Null when it is not installed.</returns>
    internal static SessionPlugin? Find(string? path)
    {
        var name = OperatingSystem.IsWindows() ? Name + ".exe" : Name;
        return (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).Where(System.IO.File.Exists).Select(file => new SessionPlugin(file)).FirstOrDefault();
    }

    /// <returns>Why it is not used; null when it can be.</returns>
    internal async Task<string?> RefusalAsync(CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(File, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var said = (await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false)).Trim();
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (!Version.TryParse(said, out var version)) return $"{Name} tells no version";
            return version > LastWithTheTokenInItsArguments ? null : $"{Name} {version} takes the session's token as an argument, which others of this machine can list: a newer one takes it from its environment";
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return $"{Name} cannot be started: {e.Message}";
        }
    }
}
