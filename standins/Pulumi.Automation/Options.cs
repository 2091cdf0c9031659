using Pulumi.Automation.Events;

namespace Pulumi.Automation;

public class LocalWorkspaceOptions
{
    public string? WorkDir { get; set; }

    public string? PulumiHome { get; set; }

    public string? SecretsProvider { get; set; }

    public IDictionary<string, string?>? EnvironmentVariables { get; set; }
}

public class LocalProgramArgs(string stackName, string workDir) : LocalWorkspaceOptions
{
    public string StackName { get; } = stackName;

    public new string WorkDir { get; } = workDir;
}

public abstract class UpdateOptions
{
    public int? Parallel { get; set; }

    public string? Message { get; set; }

    public List<string>? Target { get; set; }

    public List<string>? Exclude { get; set; }

    public Action<string>? OnStandardOutput { get; set; }

    public Action<string>? OnStandardError { get; set; }

    public Action<EngineEvent>? OnEvent { get; set; }

    public string? Color { get; set; }
}

public sealed class UpOptions : UpdateOptions
{
    public bool? ExpectNoChanges { get; set; }

    public bool? Diff { get; set; }

    public bool? ShowSecrets { get; set; }
}

public sealed class PreviewOptions : UpdateOptions
{
    public bool? ExpectNoChanges { get; set; }

    public bool? Diff { get; set; }
}

public sealed class RefreshOptions : UpdateOptions
{
    public bool? ExpectNoChanges { get; set; }

    public bool? ShowSecrets { get; set; }
}

public sealed class DestroyOptions : UpdateOptions
{
    public bool? TargetDependents { get; set; }

    public bool? ExcludeDependents { get; set; }

    public bool? ShowSecrets { get; set; }
}
