using System.Collections.Immutable;
using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>The resource's output properties, unfinished from its construction until the mock has answered.</summary>
internal sealed class OutputSinks
{
    private readonly List<(string Wire, IOutputSink Sink)> sinks = [];

    public static OutputSinks Attach(Resource resource)
    {
        var result = new OutputSinks();
        for (var type = resource.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            // A component's own outputs are set by its program.
            if (resource is ComponentResource && type != typeof(Resource)) continue;
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (property.GetCustomAttribute<OutputAttribute>() is not { } attribute) continue;
                var sink = (IOutputSink)Activator.CreateInstance(typeof(OutputSink<>).MakeGenericType(property.PropertyType.GetGenericArguments()[0]))!;
                property.SetValue(resource, sink.Output);
                result.sinks.Add((attribute.Name ?? property.Name, sink));
            }
        }

        return result;
    }

    public void Complete(Resource resource, string urn, string? id, IReadOnlyDictionary<string, object?> state, bool preview)
    {
        foreach (var (wire, sink) in sinks)
        {
            var (known, value) = wire switch
            {
                "urn" => (true, urn),
                "id" => (!string.IsNullOrEmpty(id), id),
                _ => state.TryGetValue(wire, out var found) ? (true, found) : (!preview, null),
            };
            sink.Complete(resource, value, known, $"{resource.GetResourceName()}.{wire}");
        }
    }

    public void Fail(Exception error)
    {
        foreach (var (_, sink) in sinks) sink.Fail(error);
    }

    private interface IOutputSink
    {
        object Output { get; }

        void Complete(Resource resource, object? value, bool known, string label);

        void Fail(Exception error);
    }

    private sealed class OutputSink<T> : IOutputSink
    {
        private readonly TaskCompletionSource<OutputData<T>> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OutputSink() => Output = new Output<T>(source.Task);

        public object Output { get; }

        public void Complete(Resource resource, object? value, bool known, string label) =>
            source.TrySetResult(new(
                ImmutableHashSet.Create(resource),
                known && value is not null ? (T)Deserializer.Convert(value, typeof(T), label)! : Deserializer.Default<T>(),
                known, false));

        public void Fail(Exception error) => source.TrySetException(error);
    }
}
