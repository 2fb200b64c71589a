"""Names that pickled models, and the states of their training, import; looked at as in ``pickle_names``.

What makes threads, processes or files when it is made, or calls what it is given, is left out: a file that
needs it is told with it.

Source:
    scikit-learn 0.24 and 1.5, XGBoost, LightGBM, CatBoost and joblib (numpy_pickle.py); transformers,
    accelerate, DeepSpeed, TRL, PEFT, Lightning, Megatron and torch.distributed (what trainers save).
"""

from typing import Final

from auditor.formats.pickle_names import SCIPY, is_in, known
from auditor.formats.pickle_values import Global

_MODELS: Final = (
    known(
        r"(?:sklearn\.externals\.)?joblib\.numpy_pickle(?:_compat)?",
        "NumpyArrayWrapper NDArrayWrapper ZNDArrayWrapper",
    ),
    SCIPY,
    known(r"scipy\.interpolate(?:\._bsplines)?", "BSpline"),
    known(r"scipy\._lib\.array_api_compat\.numpy\._aliases", "asarray"),
    # Functions of numbers and nothing else, by which models transform what they are given.
    known(
        r"numpy",
        """abs absolute arcsinh cbrt ceil clip cos exp exp2 expm1 floor log log10 log1p log2 max mean median
        min nan_to_num negative power reciprocal round sign sin sqrt square std sum tan tanh var""",
    ),
    # What scikit-learn compiles of losses says that it is of a module without a package.
    known(
        r"(?:sklearn\._loss\.)?_loss",
        """CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss
        CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss
        CyPinballLoss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyExponentialLoss
        __pyx_unpickle_CyHalfBinomialLoss __pyx_unpickle_CyHalfGammaLoss
        __pyx_unpickle_CyHalfMultinomialLoss __pyx_unpickle_CyHalfPoissonLoss
        __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfTweedieLoss
        __pyx_unpickle_CyHalfTweedieLossIdentity __pyx_unpickle_CyHuberLoss __pyx_unpickle_CyPinballLoss""",
    ),
    # Functions of arrays and nothing else, by which models score and select.
    known(
        r"sklearn(?:\.\w+)*",
        """_kmeans_single_elkan _kmeans_single_lloyd accuracy_score average_precision_score
        balanced_accuracy_score brier_score_loss chi2 cohen_kappa_score explained_variance_score f1_score
        f_classif f_regression fbeta_score jaccard_score log_loss matthews_corrcoef max_error
        mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_log_error
        median_absolute_error mutual_info_classif mutual_info_regression precision_score r2_score
        r_regression recall_score roc_auc_score root_mean_squared_error""",
    ),
    known(
        r"sklearn(?:\.\w+)*",
        """ARDRegression AbsoluteError AdaBoostClassifier AdaBoostRegressor AdamOptimizer
        AdditiveChi2Sampler AffinityPropagation AgglomerativeClustering ArrayDataset BaggingClassifier
        BaggingRegressor BallTree BayesianGaussianMixture BayesianRidge BernoulliNB BernoulliRBM
        BestSparseSplitter BestSplitter Binarizer BinaryCrossEntropy BinaryTree BinomialDeviance Birch
        BisectingKMeans Bunch CCA CSRDataset CalibratedClassifierCV CategoricalCrossEntropy CategoricalNB
        ChebyshevDistance Classification ClassifierChain ColumnTransformer ComplementNB CompoundKernel
        ConstantKernel CountVectorizer DBSCAN DecisionTreeClassifier DecisionTreeRegressor DictVectorizer
        DictionaryLearning DotProduct DummyClassifier DummyRegressor ElasticNet ElasticNetCV
        EllipticEnvelope EmpiricalCovariance Entropy EpsilonInsensitive EuclideanDistance
        EuclideanDistance32 EuclideanDistance64 ExpSineSquared ExponentialLoss Exponentiation
        ExtraTreeClassifier ExtraTreeRegressor ExtraTreesClassifier ExtraTreesRegressor FactorAnalysis
        FastICA FeatureAgglomeration FeatureHasher FeatureUnion FixedThresholdClassifier FriedmanMSE
        FunctionTransformer GammaDistribution GammaRegressor GaussianMixture GaussianNB
        GaussianProcessClassifier GaussianProcessRegressor GaussianRandomProjection
        GeneralizedLinearRegressor GenericUnivariateSelect Gini GradientBoostingClassifier
        GradientBoostingRegressor GraphLasso GraphicalLasso GraphicalLassoCV GridSearchCV GroupKFold
        GroupShuffleSplit HDBSCAN HalfBinomialLoss HalfGammaLoss HalfLogitLink HalfMultinomialLoss
        HalfPoissonLoss HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity HalvingGridSearchCV
        HalvingRandomSearchCV HashingVectorizer HaversineDistance Hinge HistGradientBoostingClassifier
        HistGradientBoostingRegressor Huber HuberLoss HuberLossFunction HuberRegressor Hyperparameter
        IdentityLink Imputer IncrementalPCA Interval InverseGaussianDistribution IsolationForest Isomap
        IsotonicRegression IterativeImputer KBinsDiscretizer KDTree KFold KMeans KNNImputer
        KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer KernelCenterer KernelDensity
        KernelPCA KernelRidge LabelBinarizer LabelEncoder LabelPropagation LabelSpreading Lars LarsCV Lasso
        LassoCV LassoLars LassoLarsCV LassoLarsIC LatentDirichletAllocation LeastAbsoluteDeviation
        LeastAbsoluteError LeastSquares LeastSquaresError LeaveOneGroupOut LeaveOneOut LeavePGroupsOut
        LeavePOut LedoitWolf LinearDiscriminantAnalysis LinearRegression LinearSVC LinearSVR
        LocalOutlierFactor LocallyLinearEmbedding Log LogLink LogOddsEstimator LogisticRegression
        LogisticRegressionCV LogitLink MAE MDS MLPClassifier MLPRegressor MSE ManhattanDistance Matern
        MaxAbsScaler MeanEstimator MeanShift MetadataRequest MethodMetadataRequest MinCovDet MinMaxScaler
        MiniBatchDictionaryLearning MiniBatchKMeans MiniBatchNMF MiniBatchSparsePCA MinkowskiDistance
        MissingIndicator MissingValues ModifiedHuber MultiLabelBinarizer MultiOutputClassifier
        MultiOutputRegressor MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV
        MultinomialDeviance MultinomialLogit MultinomialNB NMF NearestCentroid NearestNeighbors
        NeighborhoodComponentsAnalysis NormalDistribution Normalizer NuSVC NuSVR Nystroem OAS OPTICS
        OneClassSVM OneHotEncoder OneVsOneClassifier OneVsRestClassifier OrdinalEncoder
        OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV OutputCodeClassifier PCA PLSCanonical
        PLSRegression PLSSVD PairwiseKernel ParameterGrid ParameterSampler PassiveAggressiveClassifier
        PassiveAggressiveRegressor PatchExtractor Perceptron PinballLoss Pipeline Poisson
        PoissonDistribution PoissonRegressor PolynomialCountSketch PolynomialFeatures PowerTransformer
        PredefinedSplit PriorProbabilityEstimator Product QuadraticDiscriminantAnalysis QuantileEstimator
        QuantileLossFunction QuantileRegressor QuantileTransformer RANSACRegressor RBF RBFSampler RFE RFECV
        RadiusNeighborsClassifier RadiusNeighborsRegressor RadiusNeighborsTransformer RandomForestClassifier
        RandomForestRegressor RandomSparseSplitter RandomSplitter RandomTreesEmbedding RandomizedPCA
        RandomizedSearchCV RationalQuadratic RegressorChain RepeatedKFold RepeatedStratifiedKFold Ridge
        RidgeCV RidgeClassifier RidgeClassifierCV RobustScaler SEuclideanDistance SGDClassifier
        SGDOneClassSVM SGDOptimizer SGDRegressor SVC SVR ScaledLogOddsEstimator SelectFdr SelectFpr
        SelectFromModel SelectFwe SelectKBest SelectPercentile SelfTrainingClassifier
        SequentialFeatureSelector ShrunkCovariance ShuffleSplit SimpleImputer SkewedChi2Sampler SparseCoder
        SparsePCA SparseRandomProjection SpectralBiclustering SpectralClustering SpectralCoclustering
        SpectralEmbedding SplineTransformer SquaredEpsilonInsensitive SquaredHinge SquaredLoss
        StackingClassifier StackingRegressor StandardScaler StratifiedGroupKFold StratifiedKFold
        StratifiedShuffleSplit Sum TSNE TargetEncoder TfidfTransformer TfidfVectorizer TheilSenRegressor
        TimeSeriesSplit TransformedTargetRegressor Tree TreePredictor TruncatedSVD
        TunedThresholdClassifierCV TweedieDistribution TweedieRegressor VarianceThreshold VotingClassifier
        VotingRegressor WhiteKernel ZeroEstimator _AvailableIfDescriptor _BinMapper
        _BinaryGaussianProcessClassifierLaplace _BisectingTree _CFNode _CFSubcluster _CalibratedClassifier
        _ConstantPredictor _CurveScorer _IdentityClassifier _IdentityRegressor _PassthroughScorer
        _PredictScorer _ProbaScorer _RemainderColsList _RidgeGCV _Scorer _SigmoidCalibration
        _ThresholdScorer make_column_selector newObj""",
    ),
    known(
        r"xgboost(?:\.\w+)*",
        """Booster EarlyStopping EvaluationMonitor LearningRateScheduler XGBClassifier XGBModel
        XGBRFClassifier XGBRFRegressor XGBRanker XGBRegressor XGBoostLabelEncoder""",
    ),
    known(r"lightgbm(?:\.\w+)*", "Booster LGBMClassifier LGBMModel LGBMRanker LGBMRegressor"),
    known(r"catboost(?:\.\w+)*", "CatBoost CatBoostClassifier CatBoostRanker CatBoostRegressor"),
)

_TRAINING: Final = (
    known(
        r"transformers(?:\.\w+)*",
        """AcceleratorConfig DebugOption EvaluationStrategy FSDPOption GenerationConfig HfDeepSpeedConfig
        HfTrainerDeepSpeedConfig HubStrategy IntervalStrategy OptimizerNames ParallelMode SaveStrategy
        SchedulerType Seq2SeqTrainingArguments TrainerState TrainingArguments""",
    ),
    known(
        r"accelerate(?:\.\w+)*",
        """AcceleratorState ComputeEnvironment DataLoaderConfiguration DeepSpeedPlugin
        DistributedDataParallelKwargs DistributedType DynamoBackend FullyShardedDataParallelPlugin
        GradientAccumulationPlugin GradientState MegatronLMPlugin PartialState PrecisionType
        ProjectConfiguration RNGType TorchDynamoPlugin""",
    ),
    known(
        r"deepspeed(?:\.\w+)*",
        """DeepSpeedZeroConfig DeepSpeedZeroOffloadOptimizerConfig DeepSpeedZeroOffloadParamConfig
        DynamicLossScaler LossScaler LossScalerBase OffloadDeviceEnum ZeroStageEnum fragment_address""",
    ),
    known(
        r"trl(?:\.\w+)*",
        """BCOConfig CPOConfig DPOConfig FDivergenceType GKDConfig GRPOConfig KTOConfig NashMDConfig
        ORPOConfig OnlineDPOConfig PPOConfig PRMConfig RLOOConfig RewardConfig SFTConfig XPOConfig""",
    ),
    known(r"peft(?:\.\w+)*", "LoraConfig LoraRuntimeConfig PeftType TaskType"),
    known(r"(?:pytorch_lightning|lightning)(?:\.\w+)*", "AttributeDict"),
    known(r"megatron(?:\.\w+)*", "AttnMaskType AttnType LayerType ModelType RerunMode RerunState"),
    known(
        r"torch\.distributed(?:\.\w+)*",
        """BackwardPrefetch CPUOffload DTensor DTensorSpec DeviceMesh FullOptimStateDictConfig
        FullStateDictConfig MixedPrecision Partial Replicate Shard ShardedStateDictConfig ShardingStrategy
        StateDictType TensorMeta""",
    ),
)


def is_of_a_model(one: Global) -> bool:
    """Say whether it is of a library whose models are usually pickled whole, and what one of them needs."""
    return is_in(_MODELS, one)


def is_of_training(one: Global) -> bool:
    """Say whether it is what the settings and states of training are made of."""
    return is_in(_TRAINING, one)
