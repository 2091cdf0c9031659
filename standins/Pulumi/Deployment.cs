namespace Pulumi;

public sealed class Deployment
{
    private Deployment() { }

    /// <exception cref="InvalidOperationException">No program is running.</exception>
    public static DeploymentInstance Instance => new(DeploymentRun.Require());

    public static Task<int> RunAsync(Action action) => WithoutEngine();

    public static Task<int> RunAsync(Func<IDictionary<string, object?>> func) => WithoutEngine();

    public static Task<int> RunAsync(Func<Task> func) => WithoutEngine();

    public static Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> func) => WithoutEngine();

    public static async Task<System.Collections.Immutable.ImmutableArray<Resource>> TestAsync(Testing.IMocks mocks, Testing.TestOptions options, Action action) =>
        (await TestAsync(mocks, options, () =>
        {
            action();
            return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
        }).ConfigureAwait(false)).Resources;

    public static async Task<System.Collections.Immutable.ImmutableArray<Resource>> TestAsync(Testing.IMocks mocks, Testing.TestOptions options, Func<Task> func) =>
        (await TestAsync(mocks, options, async () =>
        {
            await func().ConfigureAwait(false);
            return (IDictionary<string, object?>)new Dictionary<string, object?>();
        }).ConfigureAwait(false)).Resources;

    public static Task<(System.Collections.Immutable.ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        Testing.IMocks mocks, Testing.TestOptions options, Func<IDictionary<string, object?>> func) =>
        TestAsync(mocks, options, () => Task.FromResult(func()));

    public static Task<(System.Collections.Immutable.ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        Testing.IMocks mocks, Testing.TestOptions options, Func<Task<IDictionary<string, object?>>> func) =>
        DeploymentRun.TestAsync(mocks, options, func);

    private static async Task<int> WithoutEngine()
    {
        var underEngine = Environment.GetEnvironmentVariable("PULUMI_MONITOR") is { Length: > 0 };
        await Console.Error.WriteLineAsync(underEngine
            ? "error: this program was built without the packages Pulumi and Pulumi.Aws, only with what is needed to plan and test it; to run it under the engine, build it with them: QUORUM_PACKAGES=real"
            : "error: Program run without the Pulumi engine available; re-run using the `pulumi` CLI").ConfigureAwait(false);
        return 1;
    }
}

public sealed class DeploymentInstance
{
    private readonly DeploymentRun run;

    internal DeploymentInstance(DeploymentRun run) => this.run = run;

    public string StackName => run.Options.StackName!;

    public string ProjectName => run.Options.ProjectName!;

    public string OrganizationName => run.Options.OrganizationName!;

    public bool IsDryRun => run.Options.IsPreview ?? true;

    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null) => run.InvokeAsync<T>(token, args);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null) => Output.Create(run.InvokeAsync<T>(token, args));
}
