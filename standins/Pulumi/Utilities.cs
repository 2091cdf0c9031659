using System.Collections.Immutable;

namespace Pulumi.Utilities;

public static class OutputUtilities
{
    public static async Task<T> GetValueAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).Value;

    public static async Task<bool> GetIsKnownAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsKnown;

    public static async Task<ImmutableHashSet<Resource>> GetDependenciesAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).Resources;

    public static Output<T> CreateUnknown<T>(T value) =>
        new(Task.FromResult(new OutputData<T>(ImmutableHashSet<Resource>.Empty, value, false, false)));

    public static Output<T> WithDependency<T>(Output<T> output, Resource resource)
    {
        return new(Run());

        async Task<OutputData<T>> Run()
        {
            var data = await output.Data.ConfigureAwait(false);
            return data with { Resources = data.Resources.Add(resource) };
        }
    }
}
