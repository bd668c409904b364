using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Ashlar.Core.Files.Stores;

/// <summary>A bucket of a store that speaks the S3 protocol. Large files go up in parts, of which nothing is to be seen until the last one is there.</summary>
internal sealed class S3Store(S3Settings settings) : IFileStore, IDisposable
{
    private const int PartSize = 5 * 1024 * 1024;

    private readonly AmazonS3Client _client = new(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), new AmazonS3Config
    {
        ServiceURL = settings.Address.ToString(),
        ForcePathStyle = true,
        AuthenticationRegion = settings.Region,
        Timeout = TimeSpan.FromMinutes(1),
        MaxErrorRetry = 2,
        // Stores that are not Amazon's own often know no trailing checksums.
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    public string Name => "s3";

    public async Task Put(string path, Stream content, CancellationToken cancel)
    {
        var key = Key(path);
        var part = new byte[PartSize];
        var length = await content.ReadAtLeastAsync(part, PartSize, throwOnEndOfStream: false, cancel);
        if (length == PartSize)
            await PutParts(key, part, content, cancel);
        else
            await Ask(() => _client.PutObjectAsync(new PutObjectRequest { BucketName = settings.Bucket, Key = key, InputStream = new MemoryStream(part, 0, length), UseChunkEncoding = false, ContentType = "application/octet-stream" }, cancel));
    }

    private async Task PutParts(string key, byte[] part, Stream content, CancellationToken cancel)
    {
        var upload = (await Ask(() => _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = settings.Bucket, Key = key, ContentType = "application/octet-stream" }, cancel)))!.UploadId;
        try
        {
            var tags = new List<PartETag>();
            for (var length = PartSize; length > 0; length = await content.ReadAtLeastAsync(part, PartSize, throwOnEndOfStream: false, cancel))
            {
                var request = new UploadPartRequest { BucketName = settings.Bucket, Key = key, UploadId = upload, PartNumber = tags.Count + 1, PartSize = length, InputStream = new MemoryStream(part, 0, length), UseChunkEncoding = false };
                var answer = await Ask(() => _client.UploadPartAsync(request, cancel));
                tags.Add(new PartETag(request.PartNumber.Value, answer!.ETag));
            }

            await Ask(() => _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = settings.Bucket, Key = key, UploadId = upload, PartETags = tags }, cancel));
        }
        catch
        {
            await Abort(key, upload);
            throw;
        }
    }

    private async Task Abort(string key, string upload)
    {
        try
        {
            await Ask(() => _client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = settings.Bucket, Key = key, UploadId = upload }, CancellationToken.None));
        }
        catch (FileStoreException)
        {
            // Parts are no file. Why the upload broke off matters more; the bucket's own rule clears them away.
        }
    }

    public async Task<Stream?> Get(string path, long from, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = settings.Bucket, Key = Key(path) };
        if (from > 0)
            request.ByteRange = new ByteRange($"bytes={from}-");
        return (await Ask(() => _client.GetObjectAsync(request, cancel)))?.ResponseStream;
    }

    public Task Delete(string path, CancellationToken cancel) => Ask(() => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = settings.Bucket, Key = Key(path) }, cancel));

    public async IAsyncEnumerable<StoredObject> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = settings.Prefix + StorePath.CheckPrefix(prefix) };
        ListObjectsV2Response? page;
        do
        {
            page = await Ask(() => _client.ListObjectsV2Async(request, cancel));
            foreach (var found in page?.S3Objects ?? [])
                yield return new StoredObject(found.Key[settings.Prefix.Length..], found.Size ?? 0);
            request.ContinuationToken = page?.NextContinuationToken;
        }
        while (page?.IsTruncated == true);
    }

    public void Dispose() => _client.Dispose();

    private string Key(string path) => settings.Prefix + StorePath.Check(path);

    /// <summary>Null when there is no such object.</summary>
    private static async Task<T?> Ask<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new FileStoreException($"The S3 store refused or does not answer: {failure.Message}", failure);
        }
    }
}
