# Semblance in a container. It is built from source, so that a fresh clone needs nothing but Docker.
# Build arguments: DEVICE (cpu, cuda), MAVEN_PROFILES (for example -Pall-models).
ARG DEVICE=cpu

# 1. Compile and unpack the jar: one layer for dependencies, which change rarely, and a small one for our classes.
FROM maven:3.9.16-eclipse-temurin-25-noble AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
ARG MAVEN_PROFILES=
# Without tests and the format check, which run on the developer's machine and in CI.
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn -B -ntp -q ${MAVEN_PROFILES} -DskipTests -Dexec.skip package \
 && cp target/semblance-*-exec.jar /semblance.jar \
 && java -Djarmode=tools -jar /semblance.jar extract --layers --destination /layers

# 2. The runtime: Java, with CUDA's libraries for DEVICE=cuda.
FROM eclipse-temurin:25.0.4.1_1-jre-noble AS base-cpu

# onnxruntime_gpu 1.28.0 is linked against CUDA 12, from 12.8 on (libcudart, libcublas, libcublasLt,
# libcurand), and the driver, which the host provides; it opens cuDNN 9 if an operator requires it.
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS base-cuda
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8
COPY --from=base-cpu /opt/java/openjdk /opt/java/openjdk

FROM base-${DEVICE} AS runtime
WORKDIR /app
COPY --from=build /layers/dependencies/ /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY src/main/docker/ ./

# 3. Train the AOT caches, one for each store's JVM options, with the files of the image: a cache is
# valid only for these jars and this JVM. The training also unpacks the model and the libraries; with
# DEVICE=cuda it warns about the missing driver, and trains on the CPU.
FROM runtime AS train
ENV SEMBLANCE_DATADIR=/training
RUN ./train.sh pgvector && ./train.sh lucene

# 4. The image.
FROM runtime
# A numeric user without a home, so that a platform can verify that it is not root.
RUN install -d -o 10001 -g 10001 /var/lib/semblance
# Unpacked here, because that saves two seconds of CPU time at a start; a new named volume contains it.
COPY --from=train --chown=10001:10001 /training/models /var/lib/semblance/models
COPY --from=train --chown=10001:10001 /training/native /var/lib/semblance/native
COPY --from=train /app/pgvector.aot /app/lucene.aot ./
# All addresses, because the container's loopback cannot be reached from outside. The service then
# refuses to start without SEMBLANCE_SECURITY_APIKEY, or SEMBLANCE_SECURITY_OPEN=true.
ENV SERVER_ADDRESS=0.0.0.0 SEMBLANCE_DATADIR=/var/lib/semblance HOME=/var/lib/semblance
USER 10001:10001
EXPOSE 8080
# Readiness: a client that waits for a healthy container can search. During a database outage the
# container is unhealthy; the service continues, and Compose does not restart it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["/app/health.sh"]
ENTRYPOINT ["/app/entrypoint.sh"]
