# An image with the command iggan: docker build -t iggan . && docker run --rm -v "$PWD:/data" iggan doctor
FROM debian:13-slim AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
COPY setup.sh .
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends dpkg-dev file && ./setup.sh && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release && cmake --build --preset release && cpack --config build/release/CPackConfig.cmake -B /packages

FROM debian:13-slim
COPY --from=build /packages/iggan_*.deb /packages/iggan-plugins_*.deb /packages/
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends /packages/*.deb && rm -rf /var/lib/apt/lists/* /packages
WORKDIR /data
ENTRYPOINT ["iggan"]
CMD ["--help"]
