namespace Pulumi.Automation;

public abstract class Workspace : IDisposable
{
    private protected Workspace(PulumiCli cli, string workDir, string? secretsProvider) => (Cli, WorkDir, SecretsProvider) = (cli, workDir, secretsProvider);

    internal PulumiCli Cli { get; }

    public string WorkDir { get; }

    public string? SecretsProvider { get; }

    /// <summary>Of the CLI, without the leading v.</summary>
    public string PulumiVersion => Cli.VersionText ?? throw new InvalidOperationException("Failed to get Pulumi version.");

    public void Dispose() => GC.SuppressFinalize(this);

    internal abstract string ExecKind { get; }

    internal Task SelectAsync(string stack, CancellationToken cancellation) => Cli.RunAsync(["stack", "select", "--stack", stack], cancellation);

    internal Task CreateAsync(string stack, CancellationToken cancellation) =>
        Cli.RunAsync(["stack", "init", stack, .. SecretsProvider is { } provider ? new[] { "--secrets-provider", provider } : []], cancellation);
}

public sealed class LocalWorkspace : Workspace
{
    private LocalWorkspace(PulumiCli cli, string workDir, string? secretsProvider) : base(cli, workDir, secretsProvider) { }

    internal override string ExecKind => "auto.local";

    public static async Task<LocalWorkspace> CreateAsync(LocalWorkspaceOptions? options = null, CancellationToken cancellationToken = default)
    {
        var workDir = (options as LocalProgramArgs)?.WorkDir ?? options?.WorkDir
            ?? throw new NotSupportedException("A workspace without a work directory needs the real Pulumi.Automation package: QUORUM_PACKAGES=real");
        var environment = new Dictionary<string, string?>();
        if (options?.PulumiHome is { } home) environment["PULUMI_HOME"] = home;
        foreach (var (name, value) in options?.EnvironmentVariables ?? new Dictionary<string, string?>()) environment[name] = value;
        var cli = new PulumiCli(workDir, environment);
        await cli.ReadVersionAsync(cancellationToken);
        return new(cli, workDir, options?.SecretsProvider);
    }

    public static Task<WorkspaceStack> CreateOrSelectStackAsync(LocalProgramArgs args) => CreateOrSelectStackAsync(args, default);

    public static async Task<WorkspaceStack> CreateOrSelectStackAsync(LocalProgramArgs args, CancellationToken cancellationToken) =>
        await WorkspaceStack.CreateOrSelectAsync(args.StackName, await CreateAsync(args, cancellationToken), cancellationToken);

    public static Task<WorkspaceStack> SelectStackAsync(LocalProgramArgs args) => SelectStackAsync(args, default);

    public static async Task<WorkspaceStack> SelectStackAsync(LocalProgramArgs args, CancellationToken cancellationToken) =>
        await WorkspaceStack.SelectAsync(args.StackName, await CreateAsync(args, cancellationToken), cancellationToken);
}
