using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public interface IECSPaginatorFactory
{
    IListAccountSettingsPaginator ListAccountSettings(ListAccountSettingsRequest request);
    IListAttributesPaginator ListAttributes(ListAttributesRequest request);
    IListClustersPaginator ListClusters(ListClustersRequest request);
    IListContainerInstancesPaginator ListContainerInstances(ListContainerInstancesRequest request);
    IListServicesPaginator ListServices(ListServicesRequest request);
    IListTaskDefinitionFamiliesPaginator ListTaskDefinitionFamilies(ListTaskDefinitionFamiliesRequest request);
    IListTaskDefinitionsPaginator ListTaskDefinitions(ListTaskDefinitionsRequest request);
    IListTasksPaginator ListTasks(ListTasksRequest request);
}

internal sealed class ECSPaginatorFactory(IAmazonECS client) : IECSPaginatorFactory
{
    public IListAccountSettingsPaginator ListAccountSettings(ListAccountSettingsRequest request) => new ListAccountSettingsPaginator(client, request);
    public IListAttributesPaginator ListAttributes(ListAttributesRequest request) => new ListAttributesPaginator(client, request);
    public IListClustersPaginator ListClusters(ListClustersRequest request) => new ListClustersPaginator(client, request);
    public IListContainerInstancesPaginator ListContainerInstances(ListContainerInstancesRequest request) => new ListContainerInstancesPaginator(client, request);
    public IListServicesPaginator ListServices(ListServicesRequest request) => new ListServicesPaginator(client, request);
    public IListTaskDefinitionFamiliesPaginator ListTaskDefinitionFamilies(ListTaskDefinitionFamiliesRequest request) => new ListTaskDefinitionFamiliesPaginator(client, request);
    public IListTaskDefinitionsPaginator ListTaskDefinitions(ListTaskDefinitionsRequest request) => new ListTaskDefinitionsPaginator(client, request);
    public IListTasksPaginator ListTasks(ListTasksRequest request) => new ListTasksPaginator(client, request);
}

public interface IListAccountSettingsPaginator
{
    IPaginatedEnumerable<ListAccountSettingsResponse> Responses { get; }

    IPaginatedEnumerable<Setting> Settings { get; }
}

internal sealed class ListAccountSettingsPaginator(IAmazonECS client, ListAccountSettingsRequest request) : IPaginator<ListAccountSettingsResponse>, IListAccountSettingsPaginator
{
    public IPaginatedEnumerable<ListAccountSettingsResponse> Responses => new PaginatedResponse<ListAccountSettingsResponse>(this);

    public IPaginatedEnumerable<Setting> Settings => new PaginatedResultKeyResponse<ListAccountSettingsResponse, Setting>(this, r => r.Settings ?? []);

    async IAsyncEnumerable<ListAccountSettingsResponse> IPaginator<ListAccountSettingsResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListAccountSettingsAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListAttributesPaginator
{
    IPaginatedEnumerable<ListAttributesResponse> Responses { get; }

    IPaginatedEnumerable<Attribute> Attributes { get; }
}

internal sealed class ListAttributesPaginator(IAmazonECS client, ListAttributesRequest request) : IPaginator<ListAttributesResponse>, IListAttributesPaginator
{
    public IPaginatedEnumerable<ListAttributesResponse> Responses => new PaginatedResponse<ListAttributesResponse>(this);

    public IPaginatedEnumerable<Attribute> Attributes => new PaginatedResultKeyResponse<ListAttributesResponse, Attribute>(this, r => r.Attributes ?? []);

    async IAsyncEnumerable<ListAttributesResponse> IPaginator<ListAttributesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListAttributesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListClustersPaginator
{
    IPaginatedEnumerable<ListClustersResponse> Responses { get; }

    IPaginatedEnumerable<string> ClusterArns { get; }
}

internal sealed class ListClustersPaginator(IAmazonECS client, ListClustersRequest request) : IPaginator<ListClustersResponse>, IListClustersPaginator
{
    public IPaginatedEnumerable<ListClustersResponse> Responses => new PaginatedResponse<ListClustersResponse>(this);

    public IPaginatedEnumerable<string> ClusterArns => new PaginatedResultKeyResponse<ListClustersResponse, string>(this, r => r.ClusterArns ?? []);

    async IAsyncEnumerable<ListClustersResponse> IPaginator<ListClustersResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListClustersAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListContainerInstancesPaginator
{
    IPaginatedEnumerable<ListContainerInstancesResponse> Responses { get; }

    IPaginatedEnumerable<string> ContainerInstanceArns { get; }
}

internal sealed class ListContainerInstancesPaginator(IAmazonECS client, ListContainerInstancesRequest request) : IPaginator<ListContainerInstancesResponse>, IListContainerInstancesPaginator
{
    public IPaginatedEnumerable<ListContainerInstancesResponse> Responses => new PaginatedResponse<ListContainerInstancesResponse>(this);

    public IPaginatedEnumerable<string> ContainerInstanceArns => new PaginatedResultKeyResponse<ListContainerInstancesResponse, string>(this, r => r.ContainerInstanceArns ?? []);

    async IAsyncEnumerable<ListContainerInstancesResponse> IPaginator<ListContainerInstancesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListContainerInstancesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListServicesPaginator
{
    IPaginatedEnumerable<ListServicesResponse> Responses { get; }

    IPaginatedEnumerable<string> ServiceArns { get; }
}

internal sealed class ListServicesPaginator(IAmazonECS client, ListServicesRequest request) : IPaginator<ListServicesResponse>, IListServicesPaginator
{
    public IPaginatedEnumerable<ListServicesResponse> Responses => new PaginatedResponse<ListServicesResponse>(this);

    public IPaginatedEnumerable<string> ServiceArns => new PaginatedResultKeyResponse<ListServicesResponse, string>(this, r => r.ServiceArns ?? []);

    async IAsyncEnumerable<ListServicesResponse> IPaginator<ListServicesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListServicesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListTaskDefinitionFamiliesPaginator
{
    IPaginatedEnumerable<ListTaskDefinitionFamiliesResponse> Responses { get; }

    IPaginatedEnumerable<string> Families { get; }
}

internal sealed class ListTaskDefinitionFamiliesPaginator(IAmazonECS client, ListTaskDefinitionFamiliesRequest request) : IPaginator<ListTaskDefinitionFamiliesResponse>, IListTaskDefinitionFamiliesPaginator
{
    public IPaginatedEnumerable<ListTaskDefinitionFamiliesResponse> Responses => new PaginatedResponse<ListTaskDefinitionFamiliesResponse>(this);

    public IPaginatedEnumerable<string> Families => new PaginatedResultKeyResponse<ListTaskDefinitionFamiliesResponse, string>(this, r => r.Families ?? []);

    async IAsyncEnumerable<ListTaskDefinitionFamiliesResponse> IPaginator<ListTaskDefinitionFamiliesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListTaskDefinitionFamiliesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListTaskDefinitionsPaginator
{
    IPaginatedEnumerable<ListTaskDefinitionsResponse> Responses { get; }

    IPaginatedEnumerable<string> TaskDefinitionArns { get; }
}

internal sealed class ListTaskDefinitionsPaginator(IAmazonECS client, ListTaskDefinitionsRequest request) : IPaginator<ListTaskDefinitionsResponse>, IListTaskDefinitionsPaginator
{
    public IPaginatedEnumerable<ListTaskDefinitionsResponse> Responses => new PaginatedResponse<ListTaskDefinitionsResponse>(this);

    public IPaginatedEnumerable<string> TaskDefinitionArns => new PaginatedResultKeyResponse<ListTaskDefinitionsResponse, string>(this, r => r.TaskDefinitionArns ?? []);

    async IAsyncEnumerable<ListTaskDefinitionsResponse> IPaginator<ListTaskDefinitionsResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListTaskDefinitionsAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListTasksPaginator
{
    IPaginatedEnumerable<ListTasksResponse> Responses { get; }

    IPaginatedEnumerable<string> TaskArns { get; }
}

internal sealed class ListTasksPaginator(IAmazonECS client, ListTasksRequest request) : IPaginator<ListTasksResponse>, IListTasksPaginator
{
    public IPaginatedEnumerable<ListTasksResponse> Responses => new PaginatedResponse<ListTasksResponse>(this);

    public IPaginatedEnumerable<string> TaskArns => new PaginatedResultKeyResponse<ListTasksResponse, string>(this, r => r.TaskArns ?? []);

    async IAsyncEnumerable<ListTasksResponse> IPaginator<ListTasksResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListTasksAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}
