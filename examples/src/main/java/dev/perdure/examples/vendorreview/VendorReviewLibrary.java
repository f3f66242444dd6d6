package dev.perdure.examples.vendorreview;

import dev.perdure.api.RetryPolicy;
import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskRegistry;
import dev.perdure.examples.vendorreview.maven.LocalRepository;
import dev.perdure.examples.vendorreview.maven.MavenRepository;
import dev.perdure.examples.vendorreview.maven.RemoteRepository;

/** The example's task types, put together. This is the place to put another {@link Judge} in. */
public final class VendorReviewLibrary implements TaskLibrary {
    private final MavenRepository remote;
    private final MavenRepository local;
    private final Judge judge;
    private final RetryPolicy retry;

    /** Maven Central, this machine's local repository, and a judge by rules. */
    public VendorReviewLibrary() {
        this(
                RemoteRepository.fromEnvironment(),
                LocalRepository.fromEnvironment(),
                new CriteriaJudge(),
                RetryPolicy.attempts(4));
    }

    VendorReviewLibrary(MavenRepository remote, MavenRepository local, Judge judge, RetryPolicy retry) {
        this.remote = remote;
        this.local = local;
        this.judge = judge;
        this.retry = retry;
    }

    @Override
    public void registerWith(TaskRegistry registry) {
        registry.register(VendorReview.TYPE, new VendorReview(judge));
        registry.register(CandidateReview.TYPE, new CandidateReview(remote, local, judge, retry));
    }
}
