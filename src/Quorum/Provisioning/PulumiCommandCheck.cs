using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>Whether the Pulumi CLI can be used, before anything is asked of it.</summary>
public static class PulumiCommandCheck
{
    /// <summary>The oldest CLI with which excluding resources from a destroy works.</summary>
    public static readonly Version Oldest = new(3, 150, 0);

    private const string Remedy = "Install it: https://www.pulumi.com/docs/install, then make sure that `pulumi version` works in this terminal";

    /// <exception cref="StageException">There is no <c>pulumi</c> on the PATH.</exception>
    public static void ThrowIfMissing(string? path)
    {
        string[] names = OperatingSystem.IsWindows() ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!folders.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name)))))
            throw new StageException("ProvisionInfra needs the Pulumi CLI, and there is no pulumi on the PATH.", Remedy);
    }

    /// <param name="version">As the CLI says it, e.g. <c>3.259.0</c> or <c>v3.259.0-alpha.1</c>.</param>
    /// <exception cref="StageException">It is too old, of another major version, or not readable.</exception>
    public static void ThrowIfTooOld(string version)
    {
        if (!Version.TryParse(version.TrimStart('v').Split('-', '+')[0], out var found))
            throw new StageException($"The Pulumi CLI says its version is \"{version}\", which is not one.", Remedy);
        if (found.Major != Oldest.Major || found < Oldest)
            throw new StageException($"The Pulumi CLI is {found}; this pipeline needs {Oldest} or newer, below {Oldest.Major + 1}.", Remedy);
    }
}
