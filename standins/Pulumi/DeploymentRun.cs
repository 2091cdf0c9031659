using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Pulumi.Serialization;
using Pulumi.Testing;

namespace Pulumi;

/// <summary>One run of a program in test mode. Several may run side by side: the present one follows the flow of execution.</summary>
internal sealed class DeploymentRun
{
    private static readonly AsyncLocal<DeploymentRun?> Flow = new();

    private readonly IMocks mocks;
    private readonly ConcurrentQueue<Task> tasks = new();
    private readonly ConcurrentQueue<Exception> failures = new();
    private readonly ConcurrentQueue<Resource> resources = new();

    private DeploymentRun(IMocks mocks, TestOptions options)
    {
        this.mocks = mocks;
        Options = new()
        {
            ProjectName = options.ProjectName ?? "project",
            StackName = options.StackName ?? "stack",
            IsPreview = options.IsPreview ?? true,
            RootDirectory = options.RootDirectory,
            OrganizationName = options.OrganizationName ?? "organization",
        };
    }

    public static DeploymentRun? Current => Flow.Value;

    public TestOptions Options { get; }

    public static DeploymentRun Require() =>
        Flow.Value ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");

    public static async Task<(ImmutableArray<Resource>, IDictionary<string, object?>)> TestAsync(
        IMocks mocks, TestOptions options, Func<Task<IDictionary<string, object?>>> program)
    {
        var run = new DeploymentRun(mocks, options);
        // In an async method of its own, so that the present run ends with it.
        return await Inner().ConfigureAwait(false);

        async Task<(ImmutableArray<Resource>, IDictionary<string, object?>)> Inner()
        {
            Flow.Value = run;
            IDictionary<string, object?> outputs = new Dictionary<string, object?>();
            try
            {
                outputs = await program().ConfigureAwait(false);
                run.WatchAll(outputs);
            }
            catch (Exception error)
            {
                run.Fail(error);
            }

            await run.DrainAsync().ConfigureAwait(false);
            run.ThrowIfFailed();
            return ([.. run.resources], outputs);
        }
    }

    public void Watch(Task task) => tasks.Enqueue(task);

    public void WatchAll(IDictionary<string, object?> outputs)
    {
        foreach (var value in outputs.Values) Watch(Serializer.SerializeAsync("output", value));
    }

    public void Fail(Exception error) => failures.Enqueue(error);

    public void Log(string message) => Console.Error.WriteLine(message);

    public async Task<T> InvokeAsync<T>(string token, InvokeArgs args)
    {
        var inputs = await Serializer.SerializeArgsAsync(token, args).ConfigureAwait(false);
        var result = await mocks.CallAsync(new() { Token = token, Args = inputs, Provider = "" }).ConfigureAwait(false);
        return (T)Deserializer.Convert(Deserializer.ToDictionary(result), typeof(T), token)!;
    }

    public void Register(Resource resource, bool custom, ResourceArgs args, ResourceOptions options)
    {
        resources.Enqueue(resource);
        var sinks = OutputSinks.Attach(resource);
        Watch(Complete());

        async Task Complete()
        {
            try
            {
                var label = resource.GetResourceName();
                foreach (var data in await Task.WhenAll(DependencyData(options)).ConfigureAwait(false)) _ = data;
                var inputs = await Serializer.SerializeArgsAsync($"{resource.GetResourceType()} {label}", args).ConfigureAwait(false);
                var id = options is CustomResourceOptions { ImportId: { } import } ? import
                    : options.Id is null ? "" : (await options.Id.ToOutput().Data.ConfigureAwait(false)).Value;
                var provider = options.Provider is { } given
                    ? $"{(await given.Urn.Data.ConfigureAwait(false)).Value}::{(await given.Id.Data.ConfigureAwait(false)).Value}"
                    : "";
                var (newId, state) = await mocks.NewResourceAsync(new()
                {
                    Type = resource.GetResourceType(), Name = label, Inputs = inputs, Id = id, Provider = provider,
                }).ConfigureAwait(false);
                var urn = await UrnAsync(resource).ConfigureAwait(false);
                sinks.Complete(resource, urn, custom ? newId : null, Deserializer.ToDictionary(state), Options.IsPreview == true);
            }
            catch (Exception error)
            {
                sinks.Fail(error);
                throw;
            }
        }
    }

    private static IEnumerable<Task<OutputData<ImmutableArray<Resource>>>> DependencyData(ResourceOptions options) =>
        [options.DependsOn.ToOutput().Data];

    private async Task<string> UrnAsync(Resource resource)
    {
        var type = resource.GetResourceType();
        if (resource.Parent is { } parent)
            type = $"{(await parent.Urn.Data.ConfigureAwait(false)).Value.Split("::")[2]}${type}";
        return $"urn:pulumi:{Options.StackName}::{Options.ProjectName}::{type}::{resource.GetResourceName()}";
    }

    private async Task DrainAsync()
    {
        // A finished task may have started others, so go on until the queue stays empty.
        while (tasks.TryDequeue(out var task))
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Fail(error);
            }
        }
    }

    private void ThrowIfFailed()
    {
        var distinct = failures.Distinct().Select(error => error is RunException ? error : error is LogException or ResourceException
            ? new RunException(error.Message, error)
            : new RunException($"Running program '{AppContext.BaseDirectory}' failed with an unhandled exception:\n{error}", error)).ToArray();
        if (distinct.Length == 1) throw distinct[0];
        if (distinct.Length > 1) throw new AggregateException(distinct);
    }
}
