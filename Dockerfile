# Semblance in a container. It is built from source, so that a fresh clone needs nothing but Docker.
# Build arguments: DEVICE (cpu, cuda), MAVEN_PROFILES (for example -Pall-models).
ARG DEVICE=cpu

# 1. Compile; take the jar apart. A layer of what changes rarely, and a small one of our own classes.
FROM maven:3.9.16-eclipse-temurin-25-noble AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
ARG MAVEN_PROFILES=
# Without tests and the format check: they belong to the developer's machine and to CI.
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn -B -ntp -q ${MAVEN_PROFILES} -DskipTests -Dexec.skip package \
 && cp target/semblance-*-exec.jar /semblance.jar \
 && java -Djarmode=tools -jar /semblance.jar extract --layers --destination /layers

# 2. What runs it: a Java runtime, on CUDA's libraries for DEVICE=cuda.
FROM eclipse-temurin:25.0.4.1_1-jre-noble AS base-cpu

# onnxruntime_gpu 1.28.0 is linked against CUDA 12, from 12.8 on (libcudart, libcublas, libcublasLt,
# libcurand), and the driver, which the host hands in; it opens cuDNN 9 if an operator wants it.
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS base-cuda
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8
COPY --from=base-cpu /opt/java/openjdk /opt/java/openjdk

FROM base-${DEVICE} AS runtime
WORKDIR /app
COPY --from=build /layers/dependencies/ /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY src/main/docker/ ./

# 3. Train the AOT caches, one for each store's JVM options, on the very files of the image: a cache
# is valid for these jars and this JVM alone. The training also unpacks the model and the libraries;
# with DEVICE=cuda it warns that there is no driver, and trains on the processor.
FROM runtime AS train
ENV SEMBLANCE_DATADIR=/training
RUN ./train.sh pgvector && ./train.sh lucene

# 4. The image.
FROM runtime
# Nobody's home: a number, so that a platform can see that it is not root.
RUN install -d -o 10001 -g 10001 /var/lib/semblance
# Unpacked here, for it costs a start two seconds of processor time; a new named volume begins with it.
COPY --from=train --chown=10001:10001 /training/models /var/lib/semblance/models
COPY --from=train --chown=10001:10001 /training/native /var/lib/semblance/native
COPY --from=train /app/pgvector.aot /app/lucene.aot ./
# Every address, since a container's loopback reaches nobody. The service then refuses to start
# without SEMBLANCE_SECURITY_APIKEY, or SEMBLANCE_SECURITY_OPEN=true.
ENV SERVER_ADDRESS=0.0.0.0 SEMBLANCE_DATADIR=/var/lib/semblance HOME=/var/lib/semblance
USER 10001:10001
EXPOSE 8080
# Readiness, so that whoever waits for a healthy container can search. While the database is away the
# container is unhealthy; the service itself goes on, and Compose does not restart it for that.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["/app/health.sh"]
ENTRYPOINT ["/app/entrypoint.sh"]
