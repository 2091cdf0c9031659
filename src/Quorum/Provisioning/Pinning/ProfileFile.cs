using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Provisioning.Pinning;

/// <summary>The parameters file of a profile, for a target that keeps something in it.</summary>
/// <param name="Name">Path from the repository root, with slashes.</param>
internal sealed record ProfileFile(string Root, string Name)
{
    private const string Folder = ".nuke/", Prefix = "parameters.", Suffix = ".json", Shared = ".nuke/parameters.json", LocalProfile = "local";

    private string FullPath => Path.Combine(Root, Name);

    /// <summary>The local profile is what is there without one: the file below all others, unless it has one of its own.</summary>
    public static ProfileFile Of(string root, string profile)
    {
        var own = new ProfileFile(root, $"{Folder}{Prefix}{profile}{Suffix}");
        return profile == LocalProfile && !File.Exists(own.FullPath) ? own with { Name = Shared } : own;
    }

    /// <summary>The infrastructure's options as this profile has them: its own, or those of the file below it, which the first own ones hide.</summary>
    /// <exception cref="StageException">A file is not there or damaged.</exception>
    public string Options()
    {
        var below = this with { Name = Shared };
        return Own() ?? (File.Exists(below.FullPath) ? below.Own() : null) ?? "";
    }

    /// <summary>Profiles that have no options of their own and so read those of this file.</summary>
    public IReadOnlyList<string> ReadBy()
    {
        if (Name != Shared) return [];
        return [.. Directory.EnumerateFiles(Path.Combine(Root, Folder), $"{Prefix}*{Suffix}").Select(file => this with { Name = Folder + Path.GetFileName(file) })
            .Where(file => file.Name != Shared && file.Own() is null).Select(file => file.Name[(Folder.Length + Prefix.Length)..^Suffix.Length]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes the options and changes nothing else; a run that is killed leaves the old file or the new one.</summary>
    /// <exception cref="StageException">The file cannot be written; it is as it was.</exception>
    public void Write(string options)
    {
        var temporary = FullPath + ".new";
        try
        {
            // A replacement would go over this without asking.
            if (new FileInfo(FullPath).IsReadOnly) throw new UnauthorizedAccessException("it is read-only");
            File.WriteAllBytes(temporary, Damaged(() => ParameterText.Write(File.ReadAllBytes(FullPath), ProvisionOptions.Parameter, options)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(FullPath));
            File.Move(temporary, FullPath, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Forget(temporary);
            throw new StageException($"{Name} cannot be written: {error.Message}", $"make the file and its folder writable (chmod u+w .nuke {Name}), then ./build.sh PinAmi", error);
        }
    }

    private string? Own()
    {
        try
        {
            return Damaged(() => ParameterText.Read(File.ReadAllBytes(FullPath), ProvisionOptions.Parameter));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StageException($"There is no {Name}.", "give --profile the name of a file that is there, or make this one (docs/getting-to-aws.md, the profile)", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StageException($"{Name} cannot be read: {error.Message}", $"make the file readable (chmod u+r {Name}), then ./build.sh PinAmi", error);
        }
    }

    private T Damaged<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException error)
        {
            throw new StageException($"{Name} is damaged: {error.Message}", $"correct it, or git checkout -- {Name}; then ./build.sh PinAmi", error);
        }
    }

    private static void Forget(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What stands in the way of writing may stand in the way of this too; what is said is the first failure.
        }
    }
}
