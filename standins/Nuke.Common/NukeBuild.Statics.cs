using Nuke.Common.CI;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.ValueInjection;

namespace Nuke.Common;

public abstract partial class NukeBuild
{
    private static readonly Lazy<AbsolutePath> s_projectFile = new(FindProjectFile);

    // A bad --verbosity, --host or root throws here: the process dies of a type initializer, as it does with the real engine.
    static NukeBuild()
    {
        RootDirectory = FindRoot();
        TemporaryDirectory = RootDirectory / ".nuke" / "temp";
        Directory.CreateDirectory(TemporaryDirectory);
        Verbosity = ParameterService.Engine(nameof(Verbosity), Verbosity.Normal);
        Host = ChooseHost();
        LoadedLocalProfiles = ParameterService.Engine("Profile", Array.Empty<string>());
    }

    public static AbsolutePath RootDirectory { get; }

    /// <summary>ROOT/.nuke/temp; exists.</summary>
    public static AbsolutePath TemporaryDirectory { get; }

    public static AbsolutePath BuildAssemblyFile => System.Reflection.Assembly.GetEntryAssembly()?.Location is { Length: > 0 } file ? file : null;

    public static AbsolutePath BuildAssemblyDirectory => BuildAssemblyFile?.Parent;

    /// <summary>Null when there is no project file above the assembly.</summary>
    public static AbsolutePath BuildProjectFile => s_projectFile.Value;

    /// <summary>Null when there is no project file above the assembly.</summary>
    public static AbsolutePath BuildProjectDirectory => BuildProjectFile?.Parent;

    public static Verbosity Verbosity { get; set; }

    public static Host Host
    {
        get => Host.Instance;
        set => Host.Instance = value;
    }

    public static string[] LoadedLocalProfiles { get; }

    public static bool IsLocalBuild => !IsServerBuild;

    public static bool IsServerBuild => Host is IBuildServer;

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    AbsolutePath INukeBuild.TemporaryDirectory => TemporaryDirectory;

    AbsolutePath INukeBuild.BuildAssemblyFile => BuildAssemblyFile;

    AbsolutePath INukeBuild.BuildAssemblyDirectory => BuildAssemblyDirectory;

    AbsolutePath INukeBuild.BuildProjectDirectory => BuildProjectDirectory;

    AbsolutePath INukeBuild.BuildProjectFile => BuildProjectFile;

    Verbosity INukeBuild.Verbosity => Verbosity;

    Host INukeBuild.Host => Host;

    string[] INukeBuild.LoadedLocalProfiles => LoadedLocalProfiles;

    bool INukeBuild.IsLocalBuild => IsLocalBuild;

    bool INukeBuild.IsServerBuild => IsServerBuild;

    private static AbsolutePath FindRoot()
    {
        if (ArgumentList.Process.Find("root") is { } words)
            return Path.GetFullPath(words.Count == 0 ? "." : words[0]);
        if (EnvironmentLookup.Find("Root", _ => { }) is { } value)
            return Path.GetFullPath(value);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        for (var directory = Environment.CurrentDirectory; directory != null; directory = Path.GetDirectoryName(directory))
        {
            if (directory != home && Directory.Exists(Path.Combine(directory, ".nuke")))
                return directory;
        }

        throw new EngineException(
            $"Could not locate root directory: no '.nuke' directory in '{Environment.CurrentDirectory}' or above; use --root");
    }

    private static Host ChooseHost()
    {
        var name = ParameterService.Engine<string>("Host", null);
        if (name == null)
            return GitHubActions.IsRunningGitHubActions ? new GitHubActions() : new Terminal();
        if (name.Equals(nameof(Terminal), StringComparison.OrdinalIgnoreCase))
            return new Terminal();
        if (name.Equals(nameof(GitHubActions), StringComparison.OrdinalIgnoreCase))
            return new GitHubActions();
        throw new EngineException($"Host '{name}' is none of: {nameof(GitHubActions)}, {nameof(Terminal)}");
    }

    private static AbsolutePath FindProjectFile()
    {
        for (var directory = BuildAssemblyDirectory; directory != null; directory = directory.Parent)
        {
            var projects = Directory.GetFiles(directory, "*.csproj");
            if (projects.Length > 0)
                return projects[0];
        }

        return null;
    }
}
