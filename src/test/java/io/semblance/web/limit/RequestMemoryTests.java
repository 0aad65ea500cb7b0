package io.semblance.web.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.memory.MemoryAccount;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class RequestMemoryTests {

    private static final long MEGABYTE = 1 << 20;
    private static final long CAPACITY = 8 * MEGABYTE;

    private final RequestMemory memory =
            new RequestMemory(
                    new LimitProperties(
                            DataSize.ofMegabytes(32),
                            DataSize.ofBytes(CAPACITY),
                            10,
                            10,
                            10,
                            10,
                            10));

    @Test
    void bodyTakesFourTimesItsLengthUntilItsRequestEnds() {
        try (RequestMemory.Lease lease = memory.lease()) {
            assertThat(lease.takeForBody(1_000)).isNull();
            assertThat(memory.used()).isEqualTo(4_000);
        }
        assertThat(memory.used()).isZero();
    }

    @Test
    void requestThatNeedsMoreThanAllIsTooLarge() {
        try (RequestMemory.Lease lease = memory.lease()) {
            ApiError refusal = Objects.requireNonNull(lease.take(CAPACITY + 1));

            assertThat(refusal.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
            assertThat(refusal.detail()).contains("semblance.limits.request-memory");
            assertThat(lease.refusal(CAPACITY / 4 + 1)).isNotNull();
            assertThat(lease.refusal(CAPACITY / 4)).isNull();
        }
    }

    @Test
    void largeRequestsDoNotShutSmallOnesOut() {
        try (RequestMemory.Lease large = memory.lease();
                RequestMemory.Lease other = memory.lease()) {
            assertThat(large.take(CAPACITY)).isNull();

            ApiError refusal = Objects.requireNonNull(other.take(MEGABYTE));
            assertThat(refusal.code()).isEqualTo(ErrorCode.SERVER_BUSY);
            assertThat(refusal.retryAfter()).isNotNull();
            try (RequestMemory.Lease small = memory.lease()) {
                assertThat(small.take(10_000)).isNull();
            }
        }
        assertThat(memory.used()).isZero();
    }

    @Test
    void smallRequestsHaveAllThatIsFreeBesideTheReserve() {
        List<RequestMemory.Lease> leases = new ArrayList<>();
        RequestMemory.Lease next = memory.lease();
        while (next.take(RequestMemory.SMALL_BYTES) == null) {
            leases.add(next);
            next = memory.lease();
        }
        next.close();

        assertThat(leases).hasSize((int) ((CAPACITY + CAPACITY / 4) / RequestMemory.SMALL_BYTES));
        leases.forEach(RequestMemory.Lease::close);
        assertThat(memory.used()).isZero();
    }

    @Test
    void oldestLargeBodyWaitsWhileTheOthersMakeRoom() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch full = new CountDownLatch(1);
        CompletableFuture<Boolean> oldest =
                CompletableFuture.supplyAsync(() -> {
                    try (RequestMemory.Lease lease = memory.lease()) {
                        boolean first = lease.take(4 * MEGABYTE) == null;
                        begun.countDown();
                        full.await();
                        return first && lease.take(4 * MEGABYTE) == null;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        begun.await();
        try (RequestMemory.Lease younger = memory.lease()) {
            assertThat(younger.take(4 * MEGABYTE)).isNull();
            full.countDown();
            assertThat(younger.take(MEGABYTE)).isNotNull();
        }
        assertThat(oldest.get()).isTrue();
        assertThat(memory.used()).isZero();
    }

    @Test
    void whatIsReadForARequestIsChargedToIt() {
        try (RequestMemory.Lease _ = memory.lease()) {
            MemoryAccount.charge(5_000);
            assertThat(memory.used()).isEqualTo(5_000);
            assertThatThrownBy(() -> MemoryAccount.charge(CAPACITY))
                    .isInstanceOf(ApiException.class);
        }
        MemoryAccount.charge(CAPACITY + 1);
        assertThat(memory.used()).isZero();
    }
}
