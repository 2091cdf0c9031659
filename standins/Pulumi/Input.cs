using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pulumi;

public class Input<T> : IInput
{
    private readonly Output<T> output;

    private protected Input(Output<T> output) => this.output = output;

    internal static Input<T> Of(Output<T> output) => new(output);

    private protected virtual Output<T> Value => output;

    IOutput IInput.Wrapped => Value;

    public static implicit operator Input<T>(T value) => new(Output.Create(value));

    public static implicit operator Input<T>(Output<T> value) => new(value);

    public static implicit operator Output<T>(Input<T> input) => input.Value;
}

public static class InputExtensions
{
    public static Output<T> ToOutput<T>(this Input<T>? input) => input is null ? Output.Create(default(T)!) : input;

    public static Output<R> Apply<T, R>(this Input<T>? input, Func<T, R> func) => input.ToOutput().Apply(func);

    public static Output<R> Apply<T, R>(this Input<T>? input, Func<T, Task<R>> func) => input.ToOutput().Apply(func);

    public static Output<R> Apply<T, R>(this Input<T>? input, Func<T, Input<R>?> func) => input.ToOutput().Apply(func);

    public static Output<R> Apply<T, R>(this Input<T>? input, Func<T, Output<R>?> func) => input.ToOutput().Apply(func);
}

[SuppressMessage("Naming", "CA1710", Justification = "Name of the real type")]
public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable
{
    private readonly List<Output<ImmutableArray<T>>> parts = [];

    public InputList() : base(Output.Create(ImmutableArray<T>.Empty)) { }

    private InputList(Output<ImmutableArray<T>> whole) : this() => parts.Add(whole);

    private protected override Output<ImmutableArray<T>> Value =>
        Output.All(parts.AsEnumerable()).Apply(all => all.Where(part => !part.IsDefault).SelectMany(part => part).ToImmutableArray());

    public void Add(params Input<T>[] inputs) => parts.Add(Output.All(inputs));

    public void Add(InputList<T> inputs) => AddRange(inputs);

    public void AddRange(InputList<T> inputs) => parts.Add(inputs);

    public InputList<T> Concat(InputList<T> other)
    {
        var result = new InputList<T>();
        result.AddRange(this);
        result.AddRange(other);
        return result;
    }

    [SuppressMessage("Design", "CA1065", Justification = "Only there so that collection initialisers compile, as in the real type")]
    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException($"A {GetType().FullName} cannot be synchronously enumerated.");

    public static implicit operator InputList<T>(T value) => new(Output.All(Output.Create(value)));

    public static implicit operator InputList<T>(Output<T> value) => new(Output.All(value));

    public static implicit operator InputList<T>(Input<T> value) => new(Output.All(value));

    public static implicit operator InputList<T>(T[] values) => new(Output.Create(values.ToImmutableArray()));

    public static implicit operator InputList<T>(Output<T>[] values) => new(Output.All(values));

    public static implicit operator InputList<T>(Input<T>[] values) => new(Output.All(values));

    public static implicit operator InputList<T>(List<T> values) => new(Output.Create(values.ToImmutableArray()));

    public static implicit operator InputList<T>(List<Output<T>> values) => new(Output.All(values.AsEnumerable()));

    public static implicit operator InputList<T>(List<Input<T>> values) => new(Output.All(values.AsEnumerable()));

    public static implicit operator InputList<T>(ImmutableArray<T> values) => new(Output.Create(values));

    public static implicit operator InputList<T>(ImmutableArray<Output<T>> values) => new(Output.All(values.AsEnumerable()));

    public static implicit operator InputList<T>(ImmutableArray<Input<T>> values) => new(Output.All(values.AsEnumerable()));

    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) => new(values);

    public static implicit operator InputList<T>(Output<T[]> values) => new(values.Apply(items => items.ToImmutableArray()));

    public static implicit operator InputList<T>(Output<List<T>> values) => new(values.Apply(items => items.ToImmutableArray()));

    public static implicit operator InputList<T>(Output<IEnumerable<T>> values) => new(values.Apply(items => items.ToImmutableArray()));
}

[SuppressMessage("Naming", "CA1710", Justification = "Name of the real type")]
public sealed class InputMap<V> : Input<ImmutableDictionary<string, V>>, IEnumerable
{
    private readonly List<Output<ImmutableDictionary<string, V>>> parts = [];

    public InputMap() : base(Output.Create(ImmutableDictionary<string, V>.Empty)) { }

    private InputMap(Output<ImmutableDictionary<string, V>> whole) : this() => parts.Add(whole);

    private protected override Output<ImmutableDictionary<string, V>> Value => Output.All(parts.AsEnumerable()).Apply(all =>
        all.Aggregate(ImmutableDictionary<string, V>.Empty, (merged, part) => merged.SetItems(part)));

    public void Add(string key, Input<V> value) =>
        parts.Add(value.ToOutput().Apply(item => ImmutableDictionary<string, V>.Empty.Add(key, item)));

    public void Add(InputMap<V> values) => AddRange(values);

    public void AddRange(InputMap<V> values) => parts.Add(values);

    [SuppressMessage("Design", "CA1044", Justification = "Set-only in the real type")]
    public Input<V> this[string key]
    {
        set => Add(key, value);
    }

    public static InputMap<V> Merge(InputMap<V> first, InputMap<V> second) => new() { first, second };

    [SuppressMessage("Design", "CA1065", Justification = "Only there so that collection initialisers compile, as in the real type")]
    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException($"A {GetType().FullName} cannot be synchronously enumerated.");

    public static implicit operator InputMap<V>(Dictionary<string, V> values) => new(Output.Create(values.ToImmutableDictionary()));

    public static implicit operator InputMap<V>(ImmutableDictionary<string, V> values) => new(Output.Create(values));

    public static implicit operator InputMap<V>(Output<Dictionary<string, V>> values) => new(values.Apply(items => items.ToImmutableDictionary()));

    public static implicit operator InputMap<V>(Output<IDictionary<string, V>> values) => new(values.Apply(items => items.ToImmutableDictionary()));

    public static implicit operator InputMap<V>(Output<ImmutableDictionary<string, V>> values) => new(values);
}

internal interface IUnion
{
    object? Value { get; }
}

public readonly struct Union<T0, T1> : IUnion
{
    private readonly T0 t0;
    private readonly T1 t1;

    private Union(bool isT0, T0 t0, T1 t1) => (IsT0, this.t0, this.t1) = (isT0, t0, t1);

    public bool IsT0 { get; }

    public bool IsT1 => !IsT0;

    public T0 AsT0 => IsT0 ? t0 : throw new InvalidOperationException("The union does not hold its first type");

    public T1 AsT1 => IsT0 ? throw new InvalidOperationException("The union does not hold its second type") : t1;

    public object? Value => IsT0 ? t0 : t1;

    public R Match<R>(Func<T0, R> first, Func<T1, R> second) => IsT0 ? first(t0) : second(t1);

    public static Union<T0, T1> FromT0(T0 value) => new(true, value, default!);

    public static Union<T0, T1> FromT1(T1 value) => new(false, default!, value);

    public static implicit operator Union<T0, T1>(T0 value) => FromT0(value);

    public static implicit operator Union<T0, T1>(T1 value) => FromT1(value);
}

public sealed class InputUnion<T0, T1> : Input<Union<T0, T1>>
{
    private InputUnion(Output<Union<T0, T1>> value) : base(value) { }

    public static implicit operator InputUnion<T0, T1>(T0 value) => new(Output.Create(Union<T0, T1>.FromT0(value)));

    public static implicit operator InputUnion<T0, T1>(T1 value) => new(Output.Create(Union<T0, T1>.FromT1(value)));

    public static implicit operator InputUnion<T0, T1>(Union<T0, T1> value) => new(Output.Create(value));

    public static implicit operator InputUnion<T0, T1>(Output<Union<T0, T1>> value) => new(value);

    public static implicit operator InputUnion<T0, T1>(Output<T0> value) => new(value.Apply(Union<T0, T1>.FromT0));

    public static implicit operator InputUnion<T0, T1>(Output<T1> value) => new(value.Apply(Union<T0, T1>.FromT1));

    public static implicit operator InputUnion<T0, T1>(Input<T0> value) => new(value.Apply(Union<T0, T1>.FromT0));

    public static implicit operator InputUnion<T0, T1>(Input<T1> value) => new(value.Apply(Union<T0, T1>.FromT1));
}
