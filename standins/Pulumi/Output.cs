using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi;

/// <summary>What is known about a value at one moment: the value, whether it is known yet, whether it is secret, and where it comes from.</summary>
internal readonly record struct OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret)
{
    public OutputData<object?> Boxed => new(Resources, Value, IsKnown, IsSecret);
}

internal interface IOutput
{
    Task<OutputData<object?>> GetDataAsync();
}

/// <summary>Anything that wraps an output: <see cref="Input{T}"/> and its descendants.</summary>
internal interface IInput
{
    IOutput Wrapped { get; }
}

public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> data)
    {
        Data = data;
        // A failure nobody applies to must still end the run, as in the engine-driven one.
        DeploymentRun.Current?.Watch(data);
    }

    internal Task<OutputData<T>> Data { get; }

    async Task<OutputData<object?>> IOutput.GetDataAsync() => (await Data.ConfigureAwait(false)).Boxed;

    public Output<R> Apply<R>(Func<T, R> func) => ApplyCore(value => Task.FromResult(Output.Known(func(value))));

    public Output<R> Apply<R>(Func<T, Task<R>> func) => ApplyCore(async value => Output.Known(await func(value).ConfigureAwait(false)));

    public Output<R> Apply<R>(Func<T, Input<R>?> func) => ApplyCore(value => Flatten(func(value)?.ToOutput()));

    public Output<R> Apply<R>(Func<T, Output<R>?> func) => ApplyCore(value => Flatten(func(value)));

    public Output<ValueTuple> Apply(Func<T, Task> func) => ApplyCore(async value =>
    {
        await func(value).ConfigureAwait(false);
        return Output.Known(default(ValueTuple));
    });

    private static Task<OutputData<R>> Flatten<R>(Output<R>? output) => output?.Data ?? Task.FromResult(Output.Known(default(R)!));

    private Output<R> ApplyCore<R>(Func<T, Task<OutputData<R>>> func)
    {
        return new(Run());

        async Task<OutputData<R>> Run()
        {
            var data = await Data.ConfigureAwait(false);
            if (!data.IsKnown) return new(data.Resources, default!, false, data.IsSecret);
            var result = await func(data.Value).ConfigureAwait(false);
            return result with { Resources = data.Resources.Union(result.Resources), IsSecret = data.IsSecret || result.IsSecret };
        }
    }

    public override string ToString() =>
        "Calling [ToString] on an [Output<T>] is not supported. To get the value of an Output<T> as an Output<string> use o.Apply(v => $\"prefix{v}suffix\") or Output.Format.";
}

public static class Output
{
    internal static OutputData<T> Known<T>(T value) => new(ImmutableHashSet<Resource>.Empty, value, true, false);

    public static Output<T> Create<T>(T value) => new(Task.FromResult(Known(value)));

    public static Output<T> Create<T>(Task<T> value) => new(FromTask(value, false));

    public static Output<T> CreateSecret<T>(T value) => new(Task.FromResult(Known(value) with { IsSecret = true }));

    public static Output<T> CreateSecret<T>(Task<T> value) => new(FromTask(value, true));

    public static Output<T> CreateSecret<T>(Output<T> value) => new(WithSecret(value, true));

    public static Output<T> Unsecret<T>(Output<T> output) => new(WithSecret(output, false));

    public static async Task<bool> IsSecretAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsSecret;

    public static Output<string> Format(FormattableString formattable) =>
        AllObjects(formattable.GetArguments().Select(argument => argument switch
        {
            IInput input => input.Wrapped,
            IOutput output => output,
            _ => Create<object?>(argument),
        })).Apply(values => string.Format(System.Globalization.CultureInfo.InvariantCulture, formattable.Format, values));

    public static Output<string> JsonSerialize<T>(Output<T> output, JsonSerializerOptions? options = null) =>
        output.Apply(value => JsonSerializer.Serialize(value, options));

    public static Output<T> JsonDeserialize<T>(Output<string> output, JsonSerializerOptions? options = null) =>
        output.Apply(text => JsonSerializer.Deserialize<T>(text, options)!);

    public static Output<ImmutableArray<T>> All<T>(params Input<T>[] inputs) => All((IEnumerable<Input<T>>)inputs);

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Input<T>> inputs) => All(inputs.Select(input => input.ToOutput()));

    public static Output<ImmutableArray<T>> All<T>(params Output<T>[] outputs) => All((IEnumerable<Output<T>>)outputs);

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Output<T>> outputs) =>
        AllObjects(outputs).Apply(values => values.Select(value => (T)value!).ToImmutableArray());

    public static Output<(T1, T2)> Tuple<T1, T2>(Output<T1> item1, Output<T2> item2) =>
        AllObjects([item1, item2]).Apply(values => ((T1)values[0]!, (T2)values[1]!));

    public static Output<(T1, T2)> Tuple<T1, T2>(Input<T1> item1, Input<T2> item2) => Tuple(item1.ToOutput(), item2.ToOutput());

    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Output<T1> item1, Output<T2> item2, Output<T3> item3) =>
        AllObjects([item1, item2, item3]).Apply(values => ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!));

    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Input<T1> item1, Input<T2> item2, Input<T3> item3) =>
        Tuple(item1.ToOutput(), item2.ToOutput(), item3.ToOutput());

    internal static Output<object?[]> AllObjects(IEnumerable<IOutput> outputs)
    {
        return new(Run(outputs.ToArray()));

        static async Task<OutputData<object?[]>> Run(IOutput[] outputs)
        {
            var all = await Task.WhenAll(outputs.Select(output => output.GetDataAsync())).ConfigureAwait(false);
            return new(
                ImmutableHashSet<Resource>.Empty.Union(all.SelectMany(data => data.Resources)),
                [.. all.Select(data => data.Value)],
                all.All(data => data.IsKnown),
                all.Any(data => data.IsSecret));
        }
    }

    private static async Task<OutputData<T>> FromTask<T>(Task<T> value, bool secret) => Known(await value.ConfigureAwait(false)) with { IsSecret = secret };

    private static async Task<OutputData<T>> WithSecret<T>(Output<T> output, bool secret) => (await output.Data.ConfigureAwait(false)) with { IsSecret = secret };
}

public static class OutputExtensions
{
    public static Output<T> GetAt<T>(this Output<ImmutableArray<T>> array, Input<int> index) =>
        Output.Tuple(array, index.ToOutput()).Apply(pair => pair.Item1[pair.Item2]);

    public static Output<T> First<T>(this Output<ImmutableArray<T>> array) => array.Apply(items => items[0]);

    public static Output<int> Length<T>(this Output<ImmutableArray<T>> array) => array.Apply(items => items.Length);
}
