using System.Reflection;
using Nuke.Common;
using Nuke.Common.CI;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;
using Nuke.Common.ValueInjection;
using Serilog;

/// <summary>Injection, layers, paths and assertions.</summary>
[Announce]
internal sealed partial class Build
{
    [CI] readonly GitHubActions? Actions;

    [Parameter("Given only by the environment"), Secret] readonly string? ApiKey;

    [Parameter] readonly Guid? Id;

    [Parameter] readonly int[] Numbers = [];

    [Answer] readonly string? Answer;

    [Answer, OnDemand] readonly string? LateAnswer;

    [PathVariable("sh")] readonly Tool? Shell;

    [Parameter] string? ByProperty { get; set; }

    public override Target Layered => _ => _
        .Base()
        .Description("Layered, above")
        .Executes(() => Console.WriteLine("layer above"));

    // A component without a lambda means its only target.
    Target NamesAComponent => _ => _
        .DependsOn<ISingle>()
        .TryDependsOn<INobody>(x => x.Nothing)
        .Executes(() => Console.WriteLine("after the component"));

    Target Circle => _ => Flag("CIRCLE") ? _.DependsOn(SecondOfCircle) : _;

    Target SecondOfCircle => _ => _.DependsOn(Circle);

    Target NamesAMissingComponent => _ => Flag("MISSING_COMPONENT") ? _.DependsOn<INobody>(x => x.Nothing) : _;

    Target ShowInjected => _ => _
        .Executes(() =>
        {
            Show(nameof(Actions), Actions?.Repository);
            Show(nameof(ApiKey), ApiKey);
            Show(nameof(Id), Id);
            Show(nameof(Numbers), string.Join('|', Numbers));
            Show(nameof(Answer), Answer);
            Show(nameof(LateAnswer), LateAnswer);
            Show(nameof(ByProperty), ByProperty);
            Show(nameof(Shell), Shell != null ? Shell($"-c {"echo through sh"}", logOutput: false, logInvocation: false).StdToText() : null);
        });

    Target NeedsLate => _ => _
        .Requires(() => LateAnswer)
        .Executes(() => Show(nameof(LateAnswer), LateAnswer));

    Target UsesPaths => _ => _
        .Executes(() =>
        {
            AbsolutePath folder = TemporaryDirectory / "a b" / ".." / "paths";
            var file = (folder / "below" / "file.tar.gz").WriteAllText("one\n\n");
            Show("Relative", RootDirectory.GetUnixRelativePathTo(file));
            Show("Text", file.ReadAllText().Replace("\n", "\\n", StringComparison.Ordinal));
            Show("Name", $"{file.Name} {file.NameWithoutExtension} {file.Extension}");
            Show("Parent", file.Parent == folder / "below" && file / ".." == file.Parent);
            Show("Plus", (file + ".bak").Name);
            Show("Contains", $"{folder.Contains(file)} {file.Contains(folder)}");
            Show("Files", string.Join('|', folder.GetFiles("*", depth: 2).Select(x => x.Name)));
            Show("Quoted", (TemporaryDirectory / "a b").ToString("d").EndsWith("a b\"", StringComparison.Ordinal));
            folder.DeleteDirectory();
            Show("Exists", $"{file.FileExists()} {folder.DirectoryExists()}");
            Show("NullPath", (AbsolutePath?)(string?)null);
        });

    Target Asserts => _ => _
        .Executes(() =>
        {
            Show("True", Message(() => Assert.True(RetryCount > 100)));
            Show("TrueMessage", Message(() => Assert.True(false, "said so")));
            Show("NotEmpty", Message(() => Assert.NotEmpty(new[] { 1 })));
            Show("Fail", Message(() => Assert.Fail("no")));
            var attempts = 0;
            ControlFlow.ExecuteWithRetry(() => Assert.True(++attempts == 3), logAction: _ => { });
            Show("Attempts", attempts);
        });

    private static bool Flag(string name) => Environment.GetEnvironmentVariable(name) != null;

    private static string Message(Action action)
    {
        try
        {
            action();
            return "passed";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}

internal abstract class LayeredBuild : NukeBuild
{
    public virtual Target Layered => _ => _
        .Description("Layered, below")
        .Executes(() => Console.WriteLine("layer below"));
}

internal interface ISingle : INukeBuild
{
    Target OnlyOne => _ => _
        .Executes(() => Console.WriteLine("the only one"));
}

/// <summary>A component that the build does not have.</summary>
internal interface INobody : INukeBuild
{
    Target Nothing => _ => _;
}

internal sealed class AnswerAttribute : ValueInjectionAttributeBase
{
    public override object GetValue(MemberInfo member, object instance) => "answer to " + member.Name;
}

/// <summary>Extensions of the build say something at its stages.</summary>
internal sealed class AnnounceAttribute : BuildExtensionAttributeBase, IOnTargetRunning, IOnBuildFinished
{
    public void OnTargetRunning(ExecutableTarget target)
    {
        if (target.Name == "ShowInjected") Console.WriteLine("extension: running " + target.Name);
    }

    public void OnBuildFinished() => Log.Verbose("extension: finished");
}
