using Amazon.Runtime;
using Amazon.ECS.Model;

namespace Amazon.ECS;

public partial class AmazonECSClient
{
    public virtual System.Threading.Tasks.Task<CreateClusterResponse> CreateClusterAsync(CreateClusterRequest request, CancellationToken cancellationToken = default) => CallAsync<CreateClusterResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<CreateServiceResponse> CreateServiceAsync(CreateServiceRequest request, CancellationToken cancellationToken = default) => CallAsync<CreateServiceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteAttributesResponse> DeleteAttributesAsync(DeleteAttributesRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteAttributesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteClusterResponse> DeleteClusterAsync(DeleteClusterRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteClusterResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteServiceResponse> DeleteServiceAsync(DeleteServiceRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteServiceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeregisterContainerInstanceResponse> DeregisterContainerInstanceAsync(DeregisterContainerInstanceRequest request, CancellationToken cancellationToken = default) => CallAsync<DeregisterContainerInstanceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeregisterTaskDefinitionResponse> DeregisterTaskDefinitionAsync(DeregisterTaskDefinitionRequest request, CancellationToken cancellationToken = default) => CallAsync<DeregisterTaskDefinitionResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeClustersResponse> DescribeClustersAsync(DescribeClustersRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeClustersResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeContainerInstancesResponse> DescribeContainerInstancesAsync(DescribeContainerInstancesRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeContainerInstancesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeServiceDeploymentsResponse> DescribeServiceDeploymentsAsync(DescribeServiceDeploymentsRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeServiceDeploymentsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeServiceRevisionsResponse> DescribeServiceRevisionsAsync(DescribeServiceRevisionsRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeServiceRevisionsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeServicesResponse> DescribeServicesAsync(DescribeServicesRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeServicesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeTaskDefinitionResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeTasksResponse> DescribeTasksAsync(DescribeTasksRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeTasksResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListAccountSettingsResponse> ListAccountSettingsAsync(ListAccountSettingsRequest request, CancellationToken cancellationToken = default) => CallAsync<ListAccountSettingsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListAttributesResponse> ListAttributesAsync(ListAttributesRequest request, CancellationToken cancellationToken = default) => CallAsync<ListAttributesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken = default) => CallAsync<ListClustersResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListContainerInstancesResponse> ListContainerInstancesAsync(ListContainerInstancesRequest request, CancellationToken cancellationToken = default) => CallAsync<ListContainerInstancesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListServiceDeploymentsResponse> ListServiceDeploymentsAsync(ListServiceDeploymentsRequest request, CancellationToken cancellationToken = default) => CallAsync<ListServiceDeploymentsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListServicesResponse> ListServicesAsync(ListServicesRequest request, CancellationToken cancellationToken = default) => CallAsync<ListServicesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<ListTagsForResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListTaskDefinitionFamiliesResponse> ListTaskDefinitionFamiliesAsync(ListTaskDefinitionFamiliesRequest request, CancellationToken cancellationToken = default) => CallAsync<ListTaskDefinitionFamiliesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default) => CallAsync<ListTaskDefinitionsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListTasksResponse> ListTasksAsync(ListTasksRequest request, CancellationToken cancellationToken = default) => CallAsync<ListTasksResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutAccountSettingResponse> PutAccountSettingAsync(PutAccountSettingRequest request, CancellationToken cancellationToken = default) => CallAsync<PutAccountSettingResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutAccountSettingDefaultResponse> PutAccountSettingDefaultAsync(PutAccountSettingDefaultRequest request, CancellationToken cancellationToken = default) => CallAsync<PutAccountSettingDefaultResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutAttributesResponse> PutAttributesAsync(PutAttributesRequest request, CancellationToken cancellationToken = default) => CallAsync<PutAttributesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<RegisterTaskDefinitionResponse> RegisterTaskDefinitionAsync(RegisterTaskDefinitionRequest request, CancellationToken cancellationToken = default) => CallAsync<RegisterTaskDefinitionResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<RunTaskResponse> RunTaskAsync(RunTaskRequest request, CancellationToken cancellationToken = default) => CallAsync<RunTaskResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<StopServiceDeploymentResponse> StopServiceDeploymentAsync(StopServiceDeploymentRequest request, CancellationToken cancellationToken = default) => CallAsync<StopServiceDeploymentResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<StopTaskResponse> StopTaskAsync(StopTaskRequest request, CancellationToken cancellationToken = default) => CallAsync<StopTaskResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<TagResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<UntagResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UpdateClusterSettingsResponse> UpdateClusterSettingsAsync(UpdateClusterSettingsRequest request, CancellationToken cancellationToken = default) => CallAsync<UpdateClusterSettingsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UpdateContainerInstancesStateResponse> UpdateContainerInstancesStateAsync(UpdateContainerInstancesStateRequest request, CancellationToken cancellationToken = default) => CallAsync<UpdateContainerInstancesStateResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UpdateServiceResponse> UpdateServiceAsync(UpdateServiceRequest request, CancellationToken cancellationToken = default) => CallAsync<UpdateServiceResponse>(request, cancellationToken);
}
